import { shownName } from '../../../lib/report/names.ts';
import { measured } from '../../../lib/report/numbers.ts';
import { listed } from '../../../lib/report/words.ts';
import { bestFirst, type CompleteTrial, familiesOf, type StudyView } from '../trials.ts';

/**
 * What the choice of the family is worth, as values: how far the best trials of the families lie apart, beside how far
 * the trials of the best family do. Undefined with one family, or when no trial is complete.
 */
export function familyChoice(view: StudyView): string | undefined {
  const families = familiesOf(view);
  if (families.length < 2 || view.best === undefined) return undefined;
  const ranked = bestFirst(view.complete, view.direction);
  const bests = families.flatMap((family) => ranked.find((trial) => trial.family === family) ?? []);
  const reached = bests.map(({ value, family }) => `${measured(value)} (${shownName(family)})`);
  const without = families.slice(bests.length).map((family) => shownName(family));
  const none = without.length === 0 ? '' : `; no complete trial: ${listed(without)}`;
  return `The best ${view.metric} of each family: ${listed(reached)}${none}. ${withinBest(view.best, ranked)}`;
}

function withinBest(best: CompleteTrial, ranked: readonly CompleteTrial[]): string {
  const worst = ranked.findLast(({ family }) => family === best.family)!;
  const family = shownName(best.family);
  return worst === best
    ? `Of ${family} one trial is complete.`
    : `The complete trials of ${family} reach from ${measured(worst.value)} to ${measured(best.value)}.`;
}

import { barChart } from '../../../lib/report/bar-chart.ts';
import type { Html } from '../../../lib/report/html.ts';
import { shownName } from '../../../lib/report/names.ts';
import { percent } from '../../../lib/report/numbers.ts';
import { heading, leftOut, seen } from '../../../lib/report/words.ts';
import type { ImportanceReport } from '../../importance/importance.ts';
import type { StudyView } from '../trials.ts';
import { familyChoice } from './family-choice.ts';

const MOST_PARAMETERS = 12;

/** Which hyperparameters decide: of the best family, and the family itself. */
export function importancePicture(view: StudyView, importance: ImportanceReport | null): Html[] {
  const { best } = view;
  if (best === undefined || importance === null) return [];
  const ranked = ranking(importance, best.family);
  const [first] = ranked;
  if (first === undefined || !(first.share > 0)) {
    return [
      heading('What decides'),
      seen(familyChoice(view), 'There are too few complete trials to tell which hyperparameters decide.'),
    ];
  }
  const shown = ranked.slice(0, MOST_PARAMETERS);
  const family = shownName(best.family);
  return [
    heading('What decides'),
    seen(
      familyChoice(view),
      `Within ${family}, ${first.name} decides most: ${percent(first.share, 0)} of what its hyperparameters decide.`,
      leftOut(ranked.length, shown.length, 'hyperparameters', 'the most important'),
    ),
    barChart({
      label: `Importance of the hyperparameters of ${family}`,
      caption: `Shares of the importance among the hyperparameters of ${family} (PED-ANOVA: how differently the best trials choose).`,
      bars: shown.map(({ name, share }) => ({ name, value: share })),
      format: (share) => percent(share, 0),
    }),
  ];
}

function ranking({ families }: ImportanceReport, family: string): { name: string; share: number }[] {
  return Object.entries(sharesOf(families, family))
    .map(([name, share]) => ({ name: shownName(name, 32), share }))
    .sort((a, b) => b.share - a.share);
}

/** A family may be called like something that every object has. */
export function sharesOf(
  families: ImportanceReport['families'],
  family: string,
): Readonly<Record<string, number>> {
  return Object.hasOwn(families, family) ? families[family]! : {};
}

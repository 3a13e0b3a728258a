import type { Random } from '../../random.ts';
import { containsAll } from '../../space/contains.ts';
import type { ObservedTrial, Sampler, SuggestionRequest } from '../sampler.ts';
import { trialRandom } from '../trial-random.ts';
import { chooseByRatio } from './choose.ts';
import type { TpeOptions } from './options.ts';
import { startupSuggestion } from './startup.ts';
import { suggestWithin } from './within.ts';

/**
 * The tree-structured Parzen estimator: what good trials have in common and others do not is tried next. Bergstra et
 * al., "Algorithms for Hyper-Parameter Optimization", NeurIPS 2011, with the joint kernels of Optuna 5.0 and four
 * differences: trials at the start are spread out (startup.ts); kernels become narrower (model.ts); a family, and in
 * part of the trials a choice, is settled before the numbers that go with it (within.ts), so that its numbers are judged
 * by trials of their own kind; and a few trials explore, so that no choice is given up for good. `npm run bench:hpo`
 * measures them.
 */
export function tpeSampler(options: TpeOptions): Sampler {
  return {
    suggest(request) {
      const trials = usableTrials(request, options);
      const finished = trials.filter(({ state }) => state !== 'running').length;
      if (finished < options.startupTrials) return startupSuggestion(request);
      const random = trialRandom(request.seed, request.number);
      const explores = random.uniform() < options.exploringShare;
      const family = chooseFamily(request, trials, explores, random);
      const search = {
        subspace: request.space[family]!,
        trials: trials.filter((trial) => trial.family === family),
        direction: request.direction,
        candidates: options.candidates,
      };
      return { family, parameters: suggestWithin(search, { ...options, explores }, random) };
    },
  };
}

/** Trials that tell something about this space: those of an earlier study may lie outside. */
function usableTrials({ space, trials }: SuggestionRequest, { constantLiar }: TpeOptions): ObservedTrial[] {
  return trials.filter(({ state, family, parameters }) => {
    const subspace = Object.hasOwn(space, family) ? space[family] : undefined;
    const counts = state === 'running' ? constantLiar : state !== 'failed';
    return counts && subspace !== undefined && containsAll(subspace, parameters);
  });
}

function chooseFamily(
  { space, direction }: SuggestionRequest,
  trials: readonly ObservedTrial[],
  explores: boolean,
  random: Random,
): string {
  const families = Object.keys(space);
  if (families.length === 1) return families[0]!;
  if (explores) return families[random.below(families.length)]!;
  const positionOf = ({ family }: ObservedTrial) => families.indexOf(family);
  return families[chooseByRatio({ trials, direction, choices: families.length, positionOf }, random)]!;
}

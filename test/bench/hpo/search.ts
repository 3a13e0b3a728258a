import { createSampler } from '../../../training/samplers/create-sampler.ts';
import type { ObservedTrial, Sampler } from '../../../training/samplers/sampler.ts';
import type { Problem } from './functions.ts';
import type { Runs } from './optuna.ts';

/** What our TPE is left with on a problem, one regret per seed, and what a search cost. */
export function searchProblem(problem: Problem, { firstSeed, seeds, trials }: Runs) {
  const sampler = createSampler({ name: 'tpe', options: {} });
  const started = performance.now();
  const regrets = Array.from({ length: seeds }, (_, at) =>
    regretOf(sampler, problem, firstSeed + at, trials),
  );
  return { regrets, msPerSearch: (performance.now() - started) / seeds };
}

/** How far the best of a serial search stays above the minimum. */
function regretOf(sampler: Sampler, { space, evaluate, minimum }: Problem, seed: number, count: number) {
  const trials: ObservedTrial[] = [];
  for (let number = 0; number < count; number++) {
    const suggestion = sampler.suggest({ space, direction: 'minimize', seed, number, trials });
    const value = evaluate(suggestion.family, suggestion.parameters);
    trials.push({ ...suggestion, number, state: 'complete', value, steps: [] });
  }
  return Math.min(...trials.map(({ value }) => value!)) - minimum;
}

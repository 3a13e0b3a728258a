import type { Row } from './picture.ts';

/** Of the published functions, how many medians must be better. */
const BETTER_MEDIANS = 4;

/**
 * What a comparison of equally many seeds must show, as sentences about what it does not.
 * @param functions of the published comparison
 * @param tempting spaces with a choice that tempts
 */
export function missedTargets(functions: readonly Row[], tempting: readonly Row[]): string[] {
  const worse = functions.filter(({ ours, optuna }) => ours.median > optuna.q3);
  const better = functions.filter(({ ours, optuna }) => ours.median < optuna.median);
  const tempted = tempting.filter(({ ours, optuna }) => ours.mean >= optuna.mean);
  return [
    ...worse.map(
      ({ name, ours, optuna }) => `${name}: median ${ours.median} is above Optuna's quartiles (${optuna.q3})`,
    ),
    ...(better.length < Math.min(BETTER_MEDIANS, functions.length)
      ? [`only ${better.length} medians are better than Optuna's, ${BETTER_MEDIANS} are wanted`]
      : []),
    ...tempted.map(
      ({ name, ours, optuna }) => `${name}: mean ${ours.mean} is not below Optuna's ${optuna.mean}`,
    ),
  ];
}

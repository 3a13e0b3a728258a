import type { Parameters, ParameterValue } from '../space/distribution.ts';

/** Of a trial's metrics that are hyperparameters for a refit: see `refitMetrics`. */
const PREFIX = 'refit.';

/**
 * What a refit on all rows takes from the folds: a number that early stopping found in each fold, such as the
 * iterations, becomes the median of the folds. A trial carries them among its metrics.
 * @param found all hyperparameters of each fold's model
 */
export function refitMetrics(asked: Parameters, found: readonly Parameters[]): Record<string, number> {
  const names = Object.keys(found[0] ?? {}).filter((name) =>
    found.some((fold) => typeof fold[name] === 'number' && isFound(name, asked, found)),
  );
  return Object.fromEntries(
    names.map((name) => [`${PREFIX}${name}`, medianOf(found.map((fold) => Number(fold[name])))]),
  );
}

/** The hyperparameters to refit a trial with. */
export function refitParameters(
  parameters: Parameters,
  metrics: Readonly<Record<string, number>>,
): Record<string, ParameterValue> {
  const found = Object.entries(metrics)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, value]) => [name.slice(PREFIX.length), value] as const);
  return { ...parameters, ...Object.fromEntries(found) };
}

/** Whether a fit chose it: the folds differ in it, or it is not what was asked for. */
function isFound(name: string, asked: Parameters, found: readonly Parameters[]): boolean {
  const first = found[0]![name];
  return found.some((fold) => fold[name] !== first) || (name in asked && asked[name] !== first);
}

/** The lower of the two middle ones of an even number, so that a whole number stays one. */
function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)]!;
}

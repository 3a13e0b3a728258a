import { PROBABILITY_TOLERANCE, VALUE_TOLERANCE } from '../../../lib/contract/golden.ts';
import type { ClassificationOutput, ModelOutput, ModelSession } from '../../../lib/model/session.ts';
import type { FeatureRows } from '../../trainers/trainer.ts';

/** Sizes of the batches in which rows are answered again: live ones come in any. */
const SIZES = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89] as const;

/** Rows that are answered again, in some 45 batches. */
const ROWS_MAX = 1_000;

/**
 * How many rows a model answers otherwise in batches of other sizes: a graph may look at the whole batch, by an
 * operator along the wrong axis or on purpose, and what the holdout shows of it is then not what it does.
 * @param whole its answers to all rows at once
 */
export async function countUnstable(
  session: ModelSession,
  { values, count, width }: FeatureRows,
  whole: ModelOutput,
): Promise<number> {
  const last = Math.min(count, ROWS_MAX);
  let unstable = 0;
  for (let from = 0, at = 0; from < last; at++) {
    const size = Math.min(SIZES[at % SIZES.length]!, last - from);
    const again = await session.run(values.subarray(from * width, (from + size) * width), size);
    for (let row = 0; row < size; row++) if (differs(whole, from + row, again, row)) unstable++;
    from += size;
  }
  return unstable;
}

function differs(whole: ModelOutput, row: number, again: ModelOutput, at: number): boolean {
  if (whole.task === 'regression') {
    const [value, other] = [whole.values[row]!, again.task === 'regression' ? again.values[at]! : Number.NaN];
    return isFar(value, other, VALUE_TOLERANCE * Math.max(1, Math.abs(value)));
  }
  return again.task !== 'classification' || differInClass(whole, row, again, at);
}

function differInClass(
  whole: ClassificationOutput,
  row: number,
  again: ClassificationOutput,
  at: number,
): boolean {
  const width = (whole.probabilities?.length ?? 0) / whole.labels.length;
  const own = whole.probabilities?.subarray(row * width, (row + 1) * width);
  const far = own?.some((p, i) =>
    isFar(p, again.probabilities?.[at * width + i] ?? Number.NaN, PROBABILITY_TOLERANCE),
  );
  return far === true || (whole.labels[row] !== again.labels[at] && !isTied(own));
}

/** NaN is no other answer than NaN: that it is none is told elsewhere. */
function isFar(a: number, b: number, most: number): boolean {
  return !Object.is(a, b) && !(Math.abs(a - b) <= most);
}

/** Whether the two best classes are so near that either may win. */
function isTied(probabilities: Float32Array | undefined): boolean {
  const [first, second] = (probabilities ?? new Float32Array(0)).toSorted().reverse();
  return first !== undefined && second !== undefined && first - second <= PROBABILITY_TOLERANCE;
}

/** A byte numbers them, and 255 lose nothing that a tree could use (LightGBM: Ke et al., NeurIPS 2017). */
export const MAX_BINS = 255;

/** Cuts of one feature at most: one fewer than bins. */
export const MAX_CUTS = MAX_BINS - 1;

/**
 * Where to cut a feature's values into at most MAX_BINS bins. A value x is in the first bin whose cut is not below
 * it: x ≤ cut. Few distinct values get a bin each; of many, each bin gets about as many rows, and a value that
 * alone has a bin's share of them gets one of its own.
 * @param sorted the values of the training rows, ascending, none NaN
 * @returns ascending float32 cuts, none for a constant feature
 */
export function findCuts(sorted: Float32Array): Float32Array {
  const { values, counts } = countDistinct(sorted);
  const cuts: number[] = [];
  let rows = sorted.length;
  let inBin = 0;
  for (let i = 0; i + 1 < values.length && cuts.length < MAX_CUTS; i++) {
    inBin += counts[i]!;
    const binsLeft = MAX_BINS - cuts.length;
    const share = rows / binsLeft;
    if (values.length - i <= binsLeft || inBin >= share || counts[i + 1]! >= share) {
      cuts.push(cutBetween(values[i]!, values[i + 1]!));
      rows -= inBin;
      inBin = 0;
    }
  }
  return Float32Array.from(cuts);
}

function countDistinct(sorted: Float32Array): { values: number[]; counts: number[] } {
  const values: number[] = [];
  const counts: number[] = [];
  for (const value of sorted) {
    if (value === values.at(-1)) counts[counts.length - 1]!++;
    else {
      values.push(value);
      counts.push(1);
    }
  }
  return { values, counts };
}

/**
 * The threshold between two neighbouring float32 values a < b: their midpoint m, rounded down to float32.
 *
 * With t the largest float32 that is not above m, every float32 x has x ≤ m exactly if x ≤ t: so a threshold kept
 * in float32, as ONNX has it, moves no row, whereas rounding to nearest may land on b itself. And a ≤ t < b, since
 * a is a float32 not above m: neighbours stay apart.
 */
export function cutBetween(a: number, b: number): number {
  const middle = a / 2 + b / 2;
  // Halves of the smallest numbers round, and an infinite neighbour has no midpoint.
  return middle >= a && middle < b ? roundDown(middle) : a;
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The largest float32 that is not above a finite number within float32's range. */
function roundDown(value: number): number {
  float[0] = value;
  if (float[0] <= value) return float[0];
  // The float32 below: of positive ones the bits before, of negative ones (and of zero) those that follow.
  if (float[0] > 0) bits[0]!--;
  else if (float[0] < 0) bits[0]!++;
  else bits[0] = 0x80000001 | 0;
  return float[0];
}

/** The bin of a value: the number of cuts below it. @param from where the feature's `count` cuts begin */
export function binOf(value: number, cuts: Float32Array, from: number, count: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= cuts[from + middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

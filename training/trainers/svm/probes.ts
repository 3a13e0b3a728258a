/** Training rows that libsvm predicts itself, to hold the reading of its model against. */
export const PROBES = 50;

/** Up to `wanted` positions, evenly over 0 to count − 1. */
export function spread(count: number, wanted: number): Int32Array {
  const taken = Math.min(count, wanted);
  return Int32Array.from({ length: taken }, (_, i) => Math.floor((i * count) / taken));
}

/** Where both series need three terms for full precision. */
const CROSSING = 1.18;
const TERMS = 6;

/**
 * How often √n · D of one source exceeds a value as n grows: the tail of Kolmogorov's distribution. Two series, each
 * where it converges at once: Marsaglia, Tsang and Wang (2003), Evaluating Kolmogorov's distribution.
 * @param scaled at or above 0
 */
export function kolmogorovTail(scaled: number): number {
  if (scaled <= 0) return 1;
  return Math.min(1, Math.max(0, scaled < CROSSING ? 1 - thetaSeries(scaled) : alternatingSeries(scaled)));
}

function thetaSeries(scaled: number): number {
  let sum = 0;
  for (let k = 1; k <= TERMS; k += 1) {
    sum += Math.exp((-((2 * k - 1) ** 2) * Math.PI ** 2) / (8 * scaled ** 2));
  }
  return (Math.sqrt(2 * Math.PI) / scaled) * sum;
}

function alternatingSeries(scaled: number): number {
  let sum = 0;
  for (let k = 1; k <= TERMS; k += 1) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * (k * scaled) ** 2);
  return sum;
}

/** Half of all samples of one source stay below it. */
export const KOLMOGOROV_MEDIAN = 0.8275735551899077;

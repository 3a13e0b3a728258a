import { logGamma } from './incomplete-gamma.ts';

/**
 * How often a chi-square variable of `k` degrees of freedom, divided by an independent estimate of its variance with `d`
 * degrees (F times k), exceeds a value. With k = 1: the two-sided tail of Student's t, squared.
 * https://dlmf.nist.gov/8.17.E5 with x = d ÷ (d + value)
 */
export function varianceRatioTail(value: number, k: number, d: number): number {
  return k > 0 && value > 0 ? incompleteBeta(d / (d + value), d / 2, k / 2) : 1;
}

/** The regularised incomplete beta function I_x(a, b) by its continued fraction: https://dlmf.nist.gov/8.17.E22 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast left of the mean; right of it the function is leftOfMean.
  if (x > (a + 1) / (a + b + 2)) return 1 - leftOfMean(1 - x, b, a);
  return leftOfMean(x, a, b);
}

function leftOfMean(x: number, a: number, b: number): number {
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return Math.min(1, (Math.exp(logFront) * fraction(x, a, b)) / a);
}

const PRECISION = 1e-15;
const MAX_STEPS = 10_000;

/** Lentz's way, from the front: Numerical Recipes, 3rd edition, section 6.4. */
function fraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < MAX_STEPS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return value;
}

function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

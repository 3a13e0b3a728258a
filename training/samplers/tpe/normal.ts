/**
 * The normal distribution to double precision, also far out, where probabilities are below the smallest number: all
 * of it on logarithms. Formula numbers are of Abramowitz & Stegun, "Handbook of Mathematical Functions", 1964.
 */

/** ln √(2π) */
const LOG_ROOT_TWO_PI = 0.9189385332046727;

/** Where the series would need more terms than the continued fraction. */
const SERIES_BOUND = 2;

/** Relative to a sum, what no longer changes it. */
const EPSILON = 2 ** -54;

/** Of the continued fraction: at 2, where it converges slowest, 70 reach double precision. */
const FRACTION_TERMS = 90;

/** ln φ(z) of a standard normal density. */
export function logDensity(z: number): number {
  return -0.5 * z * z - LOG_ROOT_TWO_PI;
}

/** ln Φ(z): the logarithm of the probability below z. */
export function logBelow(z: number): number {
  if (z < -SERIES_BOUND) return logDensity(z) + Math.log(millsRatio(-z));
  return z > SERIES_BOUND
    ? Math.log1p(-Math.exp(logDensity(z)) * millsRatio(z))
    : Math.log(0.5 + centralMass(z));
}

/**
 * The logarithm of the probability between two places.
 * @param low at most `high`; −∞ where they are equal
 */
export function logMassBetween(low: number, high: number): number {
  // Both above the middle: the mirror image, whose numbers are small, loses no digits.
  if (low > 0) return logMassBetween(-high, -low);
  if (high <= 0) {
    const above = logBelow(high);
    return above + Math.log1p(-Math.exp(logBelow(low) - above));
  }
  return Math.log1p(-Math.exp(logBelow(low)) - Math.exp(logBelow(-high)));
}

/** Φ(z) − 1/2 near the middle, by a series whose terms have one sign (26.2.11). */
function centralMass(z: number): number {
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > EPSILON * Math.abs(sum); odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return sum * Math.exp(logDensity(z));
}

/** (1 − Φ(z)) / φ(z) by a continued fraction, from its end (26.2.14). @param z above 0 */
function millsRatio(z: number): number {
  // The further out, the fewer terms are needed.
  let fraction = z;
  for (let term = Math.ceil(FRACTION_TERMS * Math.min(1, 4 / (z * z)) + 8); term > 0; term--)
    fraction = z + term / fraction;
  return 1 / fraction;
}

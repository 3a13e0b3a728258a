/** Rows with something, among how many; both at or above 0, `hits` at most `rows`, fractions allowed. */
export interface Tally {
  readonly hits: number;
  readonly rows: number;
}

/**
 * How often chance alone would put so many of all hits into the first tally (Fisher's exact test, one-sided: the upper
 * tail of the hypergeometric distribution; Fisher, "The logic of inductive inference", Journal of the Royal Statistical
 * Society 98, 1935). It holds for any numbers, small ones too, and where the other tally has no hit at all. With
 * `other.hits` 0 it is also how often the highest values of two samples of one kind are all in the first: the exact
 * test of rows above the greatest of a reference.
 */
export function exactTail(tally: Tally, other: Tally): number {
  const [all, hits] = [tally.rows + other.rows, tally.hits + other.hits];
  const most = Math.min(hits, tally.rows);
  if (tally.hits <= 0) return 1;
  let term = Math.exp(
    logChoose(hits, tally.hits) + logChoose(all - hits, tally.rows - tally.hits) - logChoose(all, tally.rows),
  );
  let sum = 0;
  for (let x = tally.hits; x <= most && term > sum * PRECISION; x++) {
    sum += term;
    term *= ((hits - x) * (tally.rows - x)) / ((x + 1) * (all - hits - tally.rows + x + 1));
  }
  return Math.min(1, sum);
}

const PRECISION = 1e-15;

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** Stirling's series from 16 on, where it is exact to 1e-15; below by n! = (n + 1)! ÷ (n + 1). https://dlmf.nist.gov/5.11.E1 */
function logFactorial(n: number): number {
  let [x, product] = [n, 1];
  while (x < 16) {
    x++;
    product *= x;
  }
  const z = x + 1;
  const series = 1 / (12 * z) - 1 / (360 * z ** 3) + 1 / (1260 * z ** 5) - 1 / (1680 * z ** 7);
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

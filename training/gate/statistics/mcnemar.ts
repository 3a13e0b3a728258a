/**
 * The exact two-sided test of McNemar ("Note on the sampling error of the difference between correlated proportions
 * or percentages", Psychometrika 12, 1947) that two classifiers err equally often. Of the tests for models that
 * were trained once it has an acceptable type I error (Dietterich, "Approximate statistical tests for comparing
 * supervised classification learning algorithms", Neural Computation 10, 1998); exact, because the chi-square
 * approximation fails for few rows on which the models differ.
 * @param onlyFirst rows that the first model alone answers correctly
 * @param onlySecond rows that the second alone answers correctly
 * @returns the probability of a difference at least as large when both err equally often, 0 to 1
 */
export function mcnemarExact(onlyFirst: number, onlySecond: number): number {
  const differing = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  let logTerm = -differing * Math.LN2;
  let tail = Math.exp(logTerm);
  for (let k = 1; k <= fewer; k++) {
    logTerm += Math.log((differing - k + 1) / k);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}

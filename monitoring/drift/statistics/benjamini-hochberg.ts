/**
 * p-values adjusted for how many tests were made: a test that is called significant when its adjusted p is at most q
 * keeps the share of false ones among them at or below q. Benjamini and Hochberg (1995), Controlling the false
 * discovery rate. When nothing differs, that is the chance of calling any.
 * @returns in the same order, each at least as large as it was, at most 1
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((i, j) => pValues[j]! - pValues[i]!);
  const adjusted = new Array<number>(pValues.length);
  let least = 1;
  for (const [place, index] of order.entries()) {
    const rank = pValues.length - place;
    least = Math.min(least, (pValues[index]! * pValues.length) / rank);
    adjusted[index] = least;
  }
  return adjusted;
}

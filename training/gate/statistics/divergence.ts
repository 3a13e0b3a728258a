/** Shares of the same things, in the same order; each sums to 1. */
type Shares = readonly number[];

/** The share that would have to move to make one distribution the other: 0 for equal ones, 1 for disjoint ones. */
export function totalVariation(p: Shares, q: Shares): number {
  return p.reduce((sum, share, i) => sum + Math.abs(share - q[i]!), 0) / 2;
}

/**
 * The Jensen–Shannon distance with natural logarithms (Lin, "Divergence measures based on the Shannon entropy",
 * IEEE Transactions on Information Theory 37, 1991): 0 for equal distributions, √ln 2 ≈ 0.833 for disjoint ones.
 */
export function jensenShannonDistance(p: Shares, q: Shares): number {
  const middle = p.map((share, i) => (share + q[i]!) / 2);
  return Math.sqrt(Math.max(0, (relativeEntropy(p, middle) + relativeEntropy(q, middle)) / 2));
}

function relativeEntropy(p: Shares, from: Shares): number {
  return p.reduce((sum, share, i) => (share === 0 ? sum : sum + share * Math.log(share / from[i]!)), 0);
}

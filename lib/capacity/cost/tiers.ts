import type { Tiers } from '../prices.ts';

/** The first so many at the first price, the next at the second. */
export function tiered(amount: number, tiers: Tiers): number {
  let [from, sum] = [0, 0];
  for (const { upTo, price } of tiers) {
    sum += Math.max(0, Math.min(amount, upTo) - from) * price;
    from = upTo;
  }
  return sum;
}

/** The prices that an amount reaches: "$0.5, then $0.25". */
export function tierNames(amount: number, tiers: Tiers): string {
  const reached = tiers.filter((_, i) => i === 0 || amount > tiers[i - 1]!.upTo);
  return reached.map(({ price }) => `$${price}`).join(', then ');
}

/** Up to `count` positions of `n`, evenly spread from the first on, ascending. */
export function evenly(n: number, count: number): number[] {
  const chosen = Math.min(n, count);
  return Array.from({ length: chosen }, (_, i) => Math.floor((i * n) / chosen));
}

/** Successes of so many attempts, at a place of an order. */
export interface Attempts {
  readonly rows: ArrayLike<number>;
  readonly hits: ArrayLike<number>;
}

interface Block {
  /** The last place of it. */
  to: number;
  rows: number;
  hits: number;
}

/**
 * The shares of success that never fall from one place to the next and fit the attempts best: neighbours that are out
 * of order become one block (pool adjacent violators: Ayer, Brunk, Ewing, Reid & Silverman, "An empirical distribution
 * function for sampling with incomplete information", Annals of Mathematical Statistics 26, 1955). A place without
 * attempts lies on the line between its neighbours that have some; before the first and after the last it is as they
 * are.
 * @returns a share for each place; undefined without any attempt
 */
export function isotonicShares({ rows, hits }: Attempts): number[] | undefined {
  const blocks: Block[] = [];
  for (let at = 0; at < rows.length; at++) {
    if (rows[at]! > 0) pool(blocks, { to: at, rows: rows[at]!, hits: hits[at]! });
  }
  if (blocks.length === 0) return undefined;
  const shares: (number | undefined)[] = [];
  let block = 0;
  for (let at = 0; at < rows.length; at++) {
    while (block < blocks.length - 1 && at > blocks[block]!.to) block++;
    shares.push(rows[at]! > 0 ? blocks[block]!.hits / blocks[block]!.rows : undefined);
  }
  return withGapsFilled(shares);
}

function pool(blocks: Block[], next: Block): void {
  for (let last = blocks.at(-1); last && isAbove(last, next); last = blocks.at(-1)) {
    next = { to: next.to, rows: last.rows + next.rows, hits: last.hits + next.hits };
    blocks.pop();
  }
  blocks.push(next);
}

/** Whether a share is greater, in whole numbers: no rounding makes a block of equals two. */
function isAbove(a: Block, b: Block): boolean {
  return a.hits * b.rows >= b.hits * a.rows;
}

function withGapsFilled(shares: readonly (number | undefined)[]): number[] {
  const known = shares.flatMap((share, at) => (share === undefined ? [] : [at]));
  let next = 0;
  return shares.map((share, at) => {
    if (share !== undefined) return share;
    while (next < known.length && known[next]! < at) next++;
    const [before, after] = [known[next - 1] ?? known[next]!, known[next] ?? known[next - 1]!];
    const [low, high] = [shares[before]!, shares[after]!];
    return before === after ? low : low + ((high - low) * (at - before)) / (after - before);
  });
}

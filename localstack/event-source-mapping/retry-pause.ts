/** Pauses between tries, in ms: the first, and what they double up to. */
export interface RetryPause {
  readonly first: number;
  readonly most: number;
}

/** Lambda backs off too; by how much its documents do not say. */
export const RETRY_PAUSE_MS: RetryPause = { first: 500, most: 10_000 };

/** @param failures in a row, from 1 on */
export function pauseMs(failures: number, { first, most }: RetryPause): number {
  return Math.min(most, first * 2 ** (failures - 1));
}

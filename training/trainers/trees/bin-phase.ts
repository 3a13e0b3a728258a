import type { Barrier } from './barrier.ts';
import { type BinnedRows, binFeature, cutFeature } from './binned-rows.ts';

/**
 * Cuts and bins all features, each by the thread whose turn it is, and waits for the others.
 * @param others rows that have the same cuts
 */
export function binTogether(
  rows: BinnedRows,
  others: readonly BinnedRows[],
  { thread, threads }: { readonly thread: number; readonly threads: number },
  barrier: Barrier,
): void {
  for (let feature = thread; feature < rows.width; feature += threads) {
    cutFeature(rows, feature);
    for (const each of [rows, ...others]) binFeature(each, feature);
  }
  barrier.wait();
}

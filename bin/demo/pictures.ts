import type { ClassLabel } from '../../lib/contract/signature.ts';
import { table } from '../terminal/table.ts';

/** Who was taken for whom: rows are the true classes, columns the predicted ones. */
export function confusionPicture(
  classes: readonly ClassLabel[],
  confusion: readonly (readonly number[])[],
): string[] {
  const header = ['true \\ predicted', ...classes.map(String)];
  const rows = classes.map((label, row) => [String(label), ...(confusion[row] ?? [])]);
  return table(header, rows);
}

const BARS = 8;
const BAR_WIDTH = 40;

/** How the latencies lie, in bars of equal width from the least to the greatest. */
export function latencyPicture(latenciesMs: readonly number[]): string[] {
  if (latenciesMs.length === 0) return [];
  const low = Math.floor(latenciesMs.reduce((a, b) => Math.min(a, b)));
  const high = Math.ceil(latenciesMs.reduce((a, b) => Math.max(a, b)));
  const step = Math.max(1, Math.ceil((high - low + 1) / BARS));
  const counts = new Array<number>(Math.ceil((high - low + 1) / step)).fill(0);
  for (const ms of latenciesMs) {
    const bar = Math.floor((ms - low) / step);
    counts[bar] = counts[bar]! + 1;
  }
  const most = Math.max(...counts);
  const digits = String(high + step).length;
  return counts.map((n, bar) => {
    const from = String(low + bar * step).padStart(digits);
    const to = String(low + (bar + 1) * step).padStart(digits);
    return `${from} to ${to} ms  ${'#'.repeat(Math.ceil((n / most) * BAR_WIDTH))} ${n}`;
  });
}

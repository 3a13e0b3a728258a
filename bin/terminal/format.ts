import type { Interval } from '../../lib/contract/manifest.ts';

/** 4898 → "4,898". */
export function count(n: number): string {
  return Math.round(n).toLocaleString('en-GB');
}

/** "1 record", "2 records". @param several where an "s" does not make it: "2 batches" */
export function plural(n: number, noun: string, several = `${noun}s`): string {
  return `${count(n)} ${n === 1 ? noun : several}`;
}

/** Milliseconds for a person: "38 ms", "2.4 s", "3 min 5 s". */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** "0.545 (0.514 to 0.576)": an estimate with its 95% interval. */
export function interval(metric: Interval | undefined): string {
  if (metric === undefined) return '-';
  const { value, low, high } = metric;
  return `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}

/** "2026-11-21 04:15" in UTC. */
export function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

/** 0.5469387755 → 0.5469, as a number. */
export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

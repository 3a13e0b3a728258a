/** Numbers as the sentences and axes of a report write them. */

/** 4898 → "4,898". */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

/** "1 row", "2 rows". @param several where an "s" does not make it */
export function counted(value: number, noun: string, several = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : several}`;
}

/** A measured number with 4 digits at most: 0.6938775 → "0.6939", 1234567 → "1.235e+6"; "–" for none. */
export function measured(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(digits - 1).replace(/\.?0+e/, 'e');
  const rounded = Number(value.toPrecision(digits));
  return size >= 1000 ? rounded.toLocaleString('en-GB') : String(rounded);
}

/** 0.6938 → "69.4%". */
export function percent(share: number, decimals = 1): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(decimals)}%` : '–';
}

/** "0.4 s", "38 s", "12.1 min", "3.33 h". */
export function timeSpan(seconds: number): string {
  if (seconds < 120) return `${measured(seconds, seconds < 10 ? 2 : 3)} s`;
  return seconds < 7200 ? `${measured(seconds / 60, 3)} min` : `${measured(seconds / 3600, 3)} h`;
}

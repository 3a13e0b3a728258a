/** A figure for a sentence: four significant digits, no more than it has. */
export function figure(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value);
}

/** 0.0214 → "2.1%". */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))}%`;
}

/** 1 → "1 row", 2 → "2 rows". */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-GB')} ${noun}${count === 1 ? '' : 's'}`;
}

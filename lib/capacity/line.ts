/** A result and how it came about. */
export interface Line {
  readonly name: string;
  /** What it is, for a person: "7 shards". */
  readonly value: string;
  /** The formula with its numbers: "5,000 × 1.25 ÷ 1,000 = 6.25". */
  readonly how: string;
}

// Made once: making one takes longer than a whole plan.
const WHOLE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const THREE_DIGITS = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });
const CENTS = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** 12345.678 → "12,346"; below 100 it keeps three digits that count. */
export function n(value: number): string {
  return (Math.abs(value) >= 100 ? WHOLE : THREE_DIGITS).format(value);
}

/** "1 shard", "7 shards". */
export function many(value: number, noun: string): string {
  return `${n(value)} ${noun}${value === 1 ? '' : noun.endsWith('x') ? 'es' : 's'}`;
}

/** 1 234 567 bytes → "1.23 MB", decimal. */
export function bytes(value: number): string {
  if (value < 1_000) return `${n(value)} bytes`;
  if (value < 1e6) return `${n(value / 1e3)} kB`;
  return value < 1e9 ? `${n(value / 1e6)} MB` : `${n(value / 1e9)} GB`;
}

/** Seconds for a person: "40 ms", "1.5 s", "25 min", "4 h 10 min", "2.5 days". */
export function span(seconds: number): string {
  if (seconds < 1) return `${n(seconds * 1_000)} ms`;
  if (seconds < 120) return `${n(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes >= 2_880) return `${n(minutes / 1_440)} days`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Dollars: "$1,234", "$12.34", and "under $0.01". */
export function usd(value: number): string {
  if (value > 0 && value < 0.005) return 'under $0.01';
  return `$${(value < 1_000 ? CENTS : WHOLE).format(value)}`;
}

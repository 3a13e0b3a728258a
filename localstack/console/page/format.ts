const COUNT = new Intl.NumberFormat('en-GB');

/** 4898 → "4,898". */
export function count(value: number): string {
  return COUNT.format(Math.round(value));
}

/** "1 record", "2 records". */
export function plural(value: number, noun: string, several = `${noun}s`): string {
  return `${count(value)} ${Math.round(value) === 1 ? noun : several}`;
}

/** A rate: "0", "0.4", "12", "1,204". */
export function rate(value: number): string {
  return value > 0 && value < 10 ? value.toFixed(1) : count(value);
}

/** A measured number with three digits: "0.0123", "12.3". */
export function measured(value: number, digits = 3): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 10 ** digits) return count(value);
  return String(Number(value.toPrecision(digits)));
}

/** 0.523 → "52%"; small shares keep a digit. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 10 ? value.toFixed(1) : Math.round(value)}%`;
}

/** "0.8 ms", "38 ms", "2.4 s". */
export function milliseconds(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** "14:05:09" on the clock of whoever looks. */
export function clock(iso: string): string {
  return new Date(iso).toLocaleTimeString('en-GB');
}

/** The clock's time of today, of another day with its date. */
export function timeOf(iso: string, now: string): string {
  return new Date(iso).toDateString() === new Date(now).toDateString() ? clock(iso) : moment(iso);
}

/** "21 Nov, 14:05" on the clock of whoever looks. */
export function moment(iso: string): string {
  const at = new Date(iso);
  const day = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return `${day}, ${at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`;
}

/** "balancedAccuracy" → "balanced accuracy", "error-rate" → "error rate". */
export function words(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('-', ' ');
}

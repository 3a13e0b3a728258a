import { AXIS } from './axes.ts';
import { shownName } from './names.ts';
import { measured } from './numbers.ts';

/** As wide as a letter gets on the mean, in the widest of the page's fonts: the library knows none of them. */
export const CHARACTER_PX = 7.2;

/** How one direction of a plot turns values into places. */
export interface Scale {
  readonly kind: 'linear' | 'log' | 'names';
  readonly low: number;
  /** Above `low`. */
  readonly high: number;
  readonly format: (value: number) => string;
  /** Whether there is nothing between whole numbers. Default: false. */
  readonly whole?: boolean;
}

export interface ScaleOptions {
  /** How values are written. Default: with 4 digits. */
  readonly format?: (value: number) => string;
  /** What the scale shows besides the values, such as 0. */
  readonly include?: readonly number[];
  /** What is free at each end, as a share of the whole. Default: 0.04. */
  readonly air?: number;
  /** Whether only whole numbers occur. Default: false. */
  readonly whole?: boolean;
}

/** From the smallest to the largest value, with some air. Values that are not finite do not count. */
export function linearScale(values: Iterable<number>, options: ScaleOptions = {}): Scale {
  const { include = [], format = measured, air: share = 0.04, whole = false } = options;
  const [least, most] = extentOf([...values, ...include]);
  const air = least === most ? Math.abs(least) * 0.1 || 1 : (most - least) * share;
  // Where values begin at 0, the axis does too.
  const low = least === 0 && most > 0 ? 0 : least - air;
  return { kind: 'linear', low, high: most + air, format, whole };
}

/** The same of logarithms. Values of 0 and less do not count. */
export function logScale(
  values: Iterable<number>,
  { format = measured, air: share = 0.04 }: ScaleOptions = {},
): Scale {
  const positive = [...values].filter((value) => value > 0);
  const [least, most] = positive.length === 0 ? [1, 10] : extentOf(positive);
  const air = least === most ? 2 : (most / least) ** share;
  return { kind: 'log', low: least / air, high: most * air, format };
}

/** Names at 0, 1, 2, …: they may repeat, and be anything. */
export function nameScale(names: readonly string[]): Scale {
  const format = (index: number): string => shownName(names[index] ?? '');
  return { kind: 'names', low: -0.5, high: Math.max(names.length, 1) - 0.5, format };
}

function extentOf(values: readonly number[]): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return least > most ? [0, 1] : [least, most];
}

/** Round values within a scale; of names all. @param most how many there is room for, 2 or more */
export function ticksOf(scale: Scale, most: number): number[] {
  const { kind, low, high } = scale;
  if (kind === 'names') return thinned(Math.round(high - low), most);
  return kind === 'linear' ? linearTicks(low, high, most, scale.whole) : logTicks(low, high, most);
}

/** Every name, or every second, third, …, so that no more than `most` are written. */
function thinned(names: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(names / most));
  return Array.from({ length: Math.ceil(names / step) }, (_, index) => index * step);
}

function linearTicks(low: number, high: number, most: number, whole = false): number[] {
  const magnitude = 10 ** Math.floor(Math.log10((high - low) / most));
  for (const digit of [1, 2, 5, 10, 20, 50]) {
    const step = digit * magnitude;
    if (whole && step < 1) continue;
    const first = Math.ceil(low / step);
    const ticks = Math.floor(high / step) - first + 1;
    if (ticks > most) continue;
    // A product such as 3 × 0.1 is not the number that is meant.
    return Array.from({ length: ticks }, (_, index) => Number(((first + index) * step).toPrecision(12)));
  }
  return [];
}

function logTicks(low: number, high: number, most: number): number[] {
  for (const digits of [[1, 1.5, 2, 3, 4, 5, 7], [1, 2, 5], [1, 3], [1]]) {
    const ticks = ticksPerDecade(low, high, digits);
    if (ticks.length <= most) return ticks.length < 2 ? linearTicks(low, high, most) : ticks;
  }
  const decades = ticksPerDecade(low, high, [1]);
  const step = Math.ceil(decades.length / most);
  return decades.filter((_, index) => index % step === 0);
}

function ticksPerDecade(low: number, high: number, digits: readonly number[]): number[] {
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); 10 ** exponent <= high; exponent++) {
    for (const digit of digits) ticks.push(Number(`${digit}e${exponent}`));
  }
  return ticks.filter((tick) => tick >= low && tick <= high);
}

export interface AxisLook {
  /** Labels at most. Default: 5. */
  readonly most?: number;
  /** CSS pixels that a label may take; longer ones are cut. */
  readonly labelPx?: number;
  readonly inverse?: boolean;
  readonly position?: 'top' | 'bottom' | 'left' | 'right';
  /** Default: true. */
  readonly labels?: boolean;
}

/** An axis of echarts for a scale. */
export function axisOf(scale: Scale, look: AxisLook = {}): object {
  const { most = 5, labelPx, inverse = false, position, labels = true } = look;
  return {
    ...AXIS,
    type: scale.kind === 'log' ? 'log' : 'value',
    min: exact(scale.low),
    max: exact(scale.high),
    inverse,
    ...(position === undefined ? {} : { position }),
    axisLabel: {
      ...AXIS.axisLabel,
      show: labels,
      customValues: ticksOf(scale, most),
      formatter: (value: number) => fitted(scale.format(value), labelPx),
      ...(labelPx === undefined ? {} : { width: labelPx, overflow: 'truncate' }),
    },
  };
}

/** 0.5700000000000001 → 0.57: the library's rounded ticks would lie outside of such an end, which it takes for a fault. */
function exact(end: number): number {
  return Number(end.toPrecision(12));
}

/** The library's own cut goes by its guess of the letters' widths, which is too small for some fonts. */
function fitted(label: string, labelPx = Infinity): string {
  return label.length * CHARACTER_PX <= labelPx + 1
    ? label
    : shownName(label, Math.floor(labelPx / CHARACTER_PX));
}

/** CSS pixels that names take beside a plot. @param most CSS pixels; longer names are cut */
export function namesPx(names: readonly string[], most: number): number {
  const longest = Math.max(...names.map((name) => shownName(name).length), 1);
  return Math.min(Math.max(longest, 2) * CHARACTER_PX, most);
}

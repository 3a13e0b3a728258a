import { AXIS } from './axes.ts';
import { shownName } from './names.ts';
import { measured } from './numbers.ts';

/** How one direction of a plot turns values into places. */
export interface Scale {
  readonly kind: 'linear' | 'log' | 'names';
  readonly low: number;
  /** Above `low`. */
  readonly high: number;
  readonly format: (value: number) => string;
}

export interface ScaleOptions {
  /** How values are written. Default: with 4 digits. */
  readonly format?: (value: number) => string;
  /** What the scale shows besides the values, such as 0. */
  readonly include?: readonly number[];
}

/** From the smallest to the largest value, with some air. Values that are not finite do not count. */
export function linearScale(values: Iterable<number>, options: ScaleOptions = {}): Scale {
  const { include = [], format = measured } = options;
  const [least, most] = extentOf([...values, ...include]);
  const air = least === most ? Math.abs(least) * 0.1 || 1 : (most - least) * 0.04;
  // Where values begin at 0, the axis does too.
  const low = least === 0 && most > 0 ? 0 : least - air;
  return { kind: 'linear', low, high: most + air, format };
}

/** The same of logarithms. Values of 0 and less do not count. */
export function logScale(values: Iterable<number>, { format = measured }: ScaleOptions = {}): Scale {
  const positive = [...values].filter((value) => value > 0);
  const [least, most] = positive.length === 0 ? [1, 10] : extentOf(positive);
  const air = least === most ? 2 : (most / least) ** 0.04;
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
  return kind === 'linear' ? linearTicks(low, high, most) : logTicks(low, high, most);
}

/** Every name, or every second, third, …, so that no more than `most` are written. */
function thinned(names: number, most: number): number[] {
  const step = Math.ceil(names / most);
  return Array.from({ length: Math.ceil(names / step) }, (_, index) => index * step);
}

function linearTicks(low: number, high: number, most: number): number[] {
  const magnitude = 10 ** Math.floor(Math.log10((high - low) / most));
  for (const digit of [1, 2, 5, 10, 20, 50]) {
    const step = digit * magnitude;
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
    min: scale.low,
    max: scale.high,
    inverse,
    ...(position === undefined ? {} : { position }),
    axisLabel: {
      ...AXIS.axisLabel,
      show: labels,
      customValues: ticksOf(scale, most),
      formatter: (value: number) => scale.format(value),
      ...(labelPx === undefined ? {} : { width: labelPx, overflow: 'truncate' }),
    },
  };
}

/** What the axes of all plots have in common. */
export const AXIS = {
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { color: 'var(--muted)', fontSize: 12 },
  splitLine: { show: false },
} as const;

/** Where a plot with two labelled axes lies: the labels are inside its frame. */
export const GRID = {
  ...{ left: 4, right: 22, top: 12, bottom: 4 },
  outerBoundsMode: 'same',
  outerBoundsContain: 'axisLabel',
} as const;

/** The quiet lines behind a plot. */
export const GUIDES = { show: true, lineStyle: { color: 'var(--line)', width: 1 } } as const;

const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];

/** Round moments from 0 to `seconds`, at most `most` of them besides 0. */
export function timeTicks(seconds: number, most: number): number[] {
  const step = STEPS_S.find((each) => seconds / each <= most) ?? 86_400 * Math.ceil(seconds / 86_400 / most);
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
}

/** A moment on an axis that ends at `last`: "40 s", "12 min", "3 h". */
export function timeLabel(seconds: number, last: number): string {
  if (last <= 120) return `${seconds} s`;
  if (last <= 7200) return `${round(seconds / 60)} min`;
  return `${round(seconds / 3600)} h`;
}

/** 1, 2, 5, 10, 20, … within [low, high]; more of them where that is less than a decade or so. */
export function logTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  const digits = high / low < 12 ? [1, 1.5, 2, 3, 4, 5, 7] : [1, 2, 5];
  for (let exponent = Math.floor(Math.log10(low)); 10 ** exponent <= high; exponent++) {
    for (const digit of digits) {
      const tick = Number(`${digit}e${exponent}`);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

/** A span of time on an axis: "0.5 ms", "200 ms", "2 s". */
export function durationLabel(ms: number): string {
  return ms < 1000 ? `${round(ms)} ms` : `${round(ms / 1000)} s`;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

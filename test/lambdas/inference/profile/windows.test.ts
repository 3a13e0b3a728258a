import { expect, test } from 'vitest';
import type { Evaluation } from '../../../../lambdas/inference/evaluate.ts';
import type { DoneRecords } from '../../../../lambdas/inference/profile/done-records.ts';
import type { CountedVersion, Window } from '../../../../lambdas/inference/profile/window.ts';
import { Windows } from '../../../../lambdas/inference/profile/windows.ts';
import { allRows } from '../../../../lib/model/profile/row-selection.ts';
import { wholeLayout, wideSignature } from './wide-model.ts';

const WIDTH = 4;
const wide: CountedVersion = { version: 1, layout: wholeLayout(wideSignature(WIDTH)), digest: 'd' };
/** Room for four windows of some 8,400 bytes each. */
const MAX_BYTES = 36_000;

const rows = { rows: new Float32Array(WIDTH) } as Evaluation;
const hourAt = (i: number) => `2026-11-21T${String(i).padStart(2, '0')}`;

function countOne(window: Window): void {
  const done: DoneRecords = { ...allRows(1), hour: window.hour, recordAt: (i) => i, rejections: [] };
  window.count(rows, done);
}

test('memory has a bound: windows that are not written give way to new ones, the first ones first', () => {
  const windows = new Windows('sample', () => crypto.randomUUID(), MAX_BYTES);
  for (let hour = 0; hour < 9; hour++) countOne(windows.of(hourAt(hour), wide));
  const open = windows.changed();
  const bytes = open.reduce((sum, window) => sum + window.bytes, 0);
  expect(bytes).toBeLessThanOrEqual(MAX_BYTES);
  expect(open.length).toBe(4);
  expect(open.at(-1)!.hour).toBe(hourAt(8));
  expect(windows.takeLostRows()).toBe(9 - open.length);
  expect(windows.takeLostRows()).toBe(0);
});

test('windows that are written give way first, and nothing is lost', () => {
  const windows = new Windows('sample', () => crypto.randomUUID(), MAX_BYTES);
  for (let hour = 0; hour < 8; hour++) {
    const window = windows.of(hourAt(hour), wide);
    countOne(window);
    if (hour > 0) window.written(window.snapshot(0));
  }
  expect(windows.changed().map(({ hour }) => hour)).toEqual([hourAt(0)]);
  expect(windows.takeLostRows()).toBe(0);
});

test('a window that ended is begun anew under another name', () => {
  const windows = new Windows('sample', () => crypto.randomUUID(), MAX_BYTES);
  const window = windows.of(hourAt(0), wide);
  countOne(window);
  window.written(window.snapshot(0));
  expect(windows.of(hourAt(0), wide)).toBe(window);
  windows.dropIdle();
  expect(windows.of(hourAt(0), wide).writer).not.toBe(window.writer);
});

import { describe, expect, it } from 'vitest';
import { hourOf, hourStart } from '../../../../lib/contract/profile.ts';
import { type Arrivals, studentTail, volumeFinding } from '../../../../monitoring/drift/quality/volume.ts';

const window = { from: '2026-11-21T02', to: '2026-11-21T02' };
const HOUR_MS = 3_600_000;

/** A cycle of the day, some noise by the hour, ended by the window. */
function history(weeks: number, noise = 0.1): Arrivals[] {
  const hours = weeks * 168;
  return Array.from({ length: hours }, (_, back) => {
    const at = hourStart(window.from) - (hours - back) * HOUR_MS;
    const wave = Math.exp(Math.sin(((at / HOUR_MS) * Math.PI) / 12) + noise * Math.sin(back * 12.9898));
    return { hour: hourOf(at), rows: Math.round(1_000 * wave) };
  });
}

const usual = history(1).at(-168)!.rows;
const found = (rows: number, arrivals = history(3)) => volumeFinding({ window, rows, arrivals });

describe('volumeFinding', () => {
  it('names an hour in which far fewer or far more came than in the same hours of prior weeks', () => {
    expect(found(0)).toMatchObject({ kind: 'volume', feature: null, rows: 0 });
    expect(found(Math.round(usual / 4))).toMatchObject({ kind: 'volume' });
    expect(found(usual * 4)?.message).toMatch(
      /^[\d,]+ records came; usual of these hours are [\d,]+, over 3 weeks$/,
    );
  });

  it('keeps still about what is usual, about little, and without two weeks to look back at', () => {
    expect(found(usual)).toBeUndefined();
    expect(found(Math.round(usual * 1.6))).toBeUndefined();
    expect(found(0, history(1))).toBeUndefined();
    expect(found(0, [])).toBeUndefined();
    const few = history(3).map(({ hour }) => ({ hour, rows: 20 }));
    expect(found(1, few)).toBeUndefined();
  });

  it('takes more to be sure of a stream that moves much from week to week', () => {
    expect(found(Math.round(usual / 4), history(3, 2))).toBeUndefined();
  });

  it('keeps still about batches that come at another hour each day, and tells of one hour that is always busy', () => {
    const batches = history(5).filter(({ hour }) => {
      const day = Math.floor(hourStart(hour) / (24 * HOUR_MS));
      return hourStart(hour) / HOUR_MS - 24 * day === (day * 7) % 24;
    });
    const hours = batches.map(({ hour }) => hour).slice(-3);
    for (const at of [...hours, ...hours.map((hour) => hourOf(hourStart(hour) + 7 * 24 * HOUR_MS))]) {
      const arrivals = batches.filter(({ hour }) => hour < at);
      for (const rows of [0, 600])
        expect(volumeFinding({ window: { from: at, to: at }, rows, arrivals })).toBeUndefined();
    }
    const busy = history(3).filter(({ hour }) => hour.endsWith('T02'));
    expect(found(0, busy)).toMatchObject({ kind: 'volume' });
  });

  it('compares a day with the same days', () => {
    const day = { from: '2026-11-20T02', to: '2026-11-21T01' };
    const arrivals = history(3).filter(({ hour }) => hour < day.from);
    expect(volumeFinding({ window: day, rows: 5_000, arrivals })).toMatchObject({ kind: 'volume' });
    const rows = arrivals.slice(-168, -144).reduce((sum, hour) => sum + hour.rows, 0);
    expect(volumeFinding({ window: day, rows, arrivals })).toBeUndefined();
  });
});

describe('studentTail', () => {
  // Tables of Student's t with six degrees of freedom.
  it.each([
    [0, 1],
    [1.44, 0.2],
    [2.447, 0.05],
    [-3.707, 0.01],
    [5.959, 0.001],
  ])('of %d is %d', (t, expected) => {
    expect(studentTail(t)).toBeCloseTo(expected, 3);
  });
});

import { expect, test } from 'vitest';
import { UserError } from '../../../../lib/contract/errors.ts';
import {
  addHours,
  daysBetween,
  hoursBetween,
  lastCompleteHour,
  parseWindow,
} from '../../../../monitoring/drift/windows/window.ts';

test('an hour is a window of itself, a day one of its 24 hours', () => {
  expect(parseWindow('2026-11-21T02')).toMatchObject({
    kind: 'hour',
    from: '2026-11-21T02',
    to: '2026-11-21T02',
  });
  expect(parseWindow('2026-11-21')).toMatchObject({
    kind: 'day',
    from: '2026-11-21T00',
    to: '2026-11-21T23',
  });
  expect(parseWindow('2028-02-29').kind).toBe('day');
});

test.each([
  '',
  '2026-11',
  '2026-02-29',
  '2026-02-30T10',
  '2026-13-01T00',
  '0000-01-15',
  '2026-11-21T24',
  '2026-11-21t02',
  '2026-11-21T02:00',
  '../etc',
])('%j is no window', (text) => {
  expect(() => parseWindow(text)).toThrow(UserError);
});

test('hours are counted over days, months and years', () => {
  expect(addHours('2026-12-31T23', 1)).toBe('2027-01-01T00');
  expect(addHours('2028-03-01T00', -1)).toBe('2028-02-29T23');
  expect(hoursBetween('2026-11-21T22', '2026-11-22T01')).toHaveLength(4);
  expect(hoursBetween('2026-11-22T01', '2026-11-21T22')).toEqual([]);
  expect(daysBetween('2026-11-21T23', '2026-11-23T00')).toEqual(['2026-11-21', '2026-11-22', '2026-11-23']);
  expect(lastCompleteHour(new Date('2026-11-21T04:00:00.000Z'))).toBe('2026-11-21T03');
});

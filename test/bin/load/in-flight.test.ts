import { expect, test, vi } from 'vitest';
import { type Flight, InFlight } from '../../../bin/load/in-flight.ts';

const FLIGHT: Flight = { kind: undefined, dueAt: 1, putAt: 2 };

test('a record is in flight until something is seen of it, and only the first sight brings its flight', () => {
  const inFlight = new InFlight();
  inFlight.add('a', FLIGHT);
  const seen: (Flight | undefined)[] = [];
  inFlight.observe('a', 3, (flight) => seen.push(flight));
  inFlight.observe('a', 4, (flight) => seen.push(flight));
  expect(seen).toEqual([FLIGHT, undefined]);
  expect(inFlight.count).toBe(0);
});

test('a prediction that is read before its put is answered waits for the answer', () => {
  const inFlight = new InFlight();
  const observer = vi.fn();
  const end = inFlight.putBegan(10);
  inFlight.observe('a', 11, observer);
  expect(observer).not.toHaveBeenCalled();
  inFlight.add('a', FLIGHT);
  end();
  expect(observer).toHaveBeenCalledExactlyOnceWith(FLIGHT);
  expect(inFlight).toMatchObject({ count: 0, foreign: 0 });
});

test("others' records are never handed over, and forgotten once no put can claim them", () => {
  const inFlight = new InFlight();
  const observer = vi.fn();
  inFlight.observe('theirs, while nothing is put', 5, observer);
  const first = inFlight.putBegan(10);
  const second = inFlight.putBegan(12);
  inFlight.observe('theirs, while two are', 11, observer);
  first();
  // The second put began after it was seen.
  expect(inFlight.foreign).toBe(2);
  inFlight.observe('theirs, while one is', 13, observer);
  expect(inFlight.foreign).toBe(2);
  second();
  expect(inFlight.foreign).toBe(3);
  expect(observer).not.toHaveBeenCalled();
});

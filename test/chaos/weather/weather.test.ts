import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomFrom } from '../../support/random.ts';
import { kinesisWeather } from './kinesis-weather.ts';
import { s3Weather } from './s3-weather.ts';
import { BLOWS, Timeline } from './timeline.ts';
import { Weather } from './weather.ts';

const KINDS = ['cut', 'slow', 'lost'] as const;

const seeds = fc.nat();

test('each fault has struck as often as it is to when nine tenths of the run are over', () => {
  fc.assert(
    fc.property(seeds, fc.tuple(fc.nat(80), fc.nat(80), fc.nat(80)), (seed, [cut, slow, lost]) => {
      const weather = new Weather({ targets: { cut, slow, lost }, random: randomFrom(seed) });
      for (let n = 0; n <= 1_000; n++) {
        weather.advance(n / 1_000);
        weather.draw(KINDS);
      }
      expect(KINDS.map((kind) => weather.struck.get(kind) ?? 0)).toEqual([cut, slow, lost]);
    }),
  );
});

test('four of ten requests are spared, however much is due, so that what is waited for comes', () => {
  const weather = new Weather({ targets: { cut: 1e9 }, random: randomFrom(1) });
  weather.advance(1);
  const drawn = Array.from({ length: 10_000 }, () => weather.draw(['cut']));
  const struck = drawn.filter((kind) => kind !== undefined).length;
  expect(struck / drawn.length).toBeGreaterThan(0.57);
  expect(struck / drawn.length).toBeLessThan(0.63);
});

test('only what can strike a request is drawn', () => {
  const weather = new Weather({ targets: { cut: 5, slow: 5, lost: 5 }, random: randomFrom(2) });
  weather.advance(1);
  const drawn = new Set(Array.from({ length: 100 }, () => weather.draw(['slow'])));
  expect([...drawn].toSorted()).toEqual(['slow', undefined]);
  expect(weather.struck).toEqual(new Map([['slow', 5]]));
});

test('puts without an answer come in storms, and no more of them than there are to be', () => {
  const { hook, weather } = kinesisWeather('out', { 'time-out': 50 }, randomFrom(3));
  const put = { operation: 'PutRecords', stream: 'out', entries: 5, number: 1 };
  weather.advance(0.01);
  expect(hook(put)).toBeUndefined();
  weather.advance(0.1);
  const storm = Array.from({ length: 100 }, () => hook(put)?.kind);
  expect(storm.filter((kind) => kind === 'time-out')).toHaveLength(50);
  expect(storm.slice(0, 50).every((kind) => kind === 'time-out')).toBe(true);
});

test('a fault of entries always hits one', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: 500 }), (seed, entries) => {
      const { hook, weather } = kinesisWeather('out', { 'throttle-entries': 1e9 }, randomFrom(seed));
      weather.advance(1);
      const fault = hook({ operation: 'PutRecords', stream: 'out', entries, number: 1 });
      if (fault === undefined) return;
      const positions = 'positions' in fault ? [...fault.positions] : [];
      expect(positions.length).toBeGreaterThan(0);
      expect(positions.every((position) => position >= 0 && position < entries)).toBe(true);
    }),
  );
});

test('some writes are refused until the SDK gives up, and none for ever', () => {
  const { hook, weather } = s3Weather({ error: 300 }, randomFrom(4));
  weather.advance(1);
  const refusalsOf = (key: string) => {
    let refusals = 0;
    const put = { operation: 'PutObject', bucket: 'weir', key, conditions: [], number: 1, puts: 1 } as const;
    while (hook(put) !== undefined) refusals++;
    return refusals;
  };
  const refusals = Array.from({ length: 100 }, (_, n) => refusalsOf(`quarantine/${n}`));
  expect(refusals.filter((count) => count >= 3).length).toBeGreaterThan(20);
  expect(refusals.filter((count) => count === 1).length).toBeGreaterThan(5);
  expect(Math.max(...refusals)).toBeLessThan(30);
});

test('every blow falls once, while there is load before and after it', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const timeline = new Timeline({ crash: 9, restart: 4, split: 1, merge: 1 }, randomFrom(seed));
      expect(timeline.take(0.02)).toBeUndefined();
      const dealt = Array.from({ length: 20 }, () => timeline.take(0.92));
      expect(BLOWS.map((blow) => dealt.filter((dealtBlow) => dealtBlow === blow).length)).toEqual([
        9, 4, 1, 1,
      ]);
    }),
  );
});

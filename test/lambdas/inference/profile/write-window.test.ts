import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Evaluation } from '../../../../lambdas/inference/evaluate.ts';
import type { DoneRecords } from '../../../../lambdas/inference/profile/done-records.ts';
import { Flusher } from '../../../../lambdas/inference/profile/flusher.ts';
import { Window } from '../../../../lambdas/inference/profile/window.ts';
import { layoutDigest } from '../../../../lib/model/profile/layout-digest.ts';
import { allRows } from '../../../../lib/model/profile/row-selection.ts';
import { openStore } from '../../../../lib/registry/adapters/open-store.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { sampleLayout, type Trouble, troubledStore, windowsIn } from './support.ts';

const layout = sampleLayout();
const HOUR = '2026-11-21T02';
const newWindow = () =>
  new Window('sample', HOUR, { version: 1, layout, digest: layoutDigest(layout) }, crypto.randomUUID());
const directoryStore = async () => openStore(join(await temporaryDirectory(), 'monitoring'));

/** Counts n rows of zeros. */
function countInto(window: Window, n: number): void {
  const done: DoneRecords = { ...allRows(n), hour: HOUR, recordAt: (i) => i, rejections: [] };
  window.count({ rows: new Float32Array(4 * n) } as Evaluation, done);
}

const inAMoment = () => Date.now() + 500;

test('whatever answers are lost and writes refused, no row is counted twice, and in the end none is missing', async () => {
  const troubles = fc.array(fc.constantFrom<Trouble | undefined>(undefined, 'refused', 'answer-lost'), {
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(troubles, async (plan) => {
      const inner = await directoryStore();
      const { store } = troubledStore(inner, (write) => plan[write]);
      const flusher = new Flusher({ store, now: Date.now, failed: () => {} });
      const window = newWindow();
      let counted = 0;
      let durable = 0;
      for (let flush = 0; flush < 14; flush++) {
        countInto(window, 1 + (flush % 3));
        counted += 1 + (flush % 3);
        const isWritten = await flusher.flush([window], inAMoment());
        durable += flusher.takeDurableRows();
        const [stored] = await windowsIn(inner);
        expect(stored?.counts.rows ?? 0).toBeGreaterThanOrEqual(durable);
        expect(stored?.counts.rows ?? 0).toBeLessThanOrEqual(counted);
        if (isWritten) expect([stored?.counts.rows, durable]).toEqual([counted, counted]);
      }
      expect(durable).toBe(counted);
      expect(await windowsIn(inner)).toHaveLength(1);
    }),
    { numRuns: 6 },
  );
});

test('a window whose object was removed is written anew as a whole', async () => {
  const store = await directoryStore();
  const flusher = new Flusher({ store, now: Date.now, failed: () => {} });
  const window = newWindow();
  countInto(window, 3);
  await flusher.flush([window], inAMoment());
  await store.delete(window.key);
  countInto(window, 2);
  expect(await flusher.flush([window], inAMoment())).toBe(true);
  expect(await windowsIn(store)).toMatchObject([{ flush: 2, counts: { rows: 5 } }]);
});

test('a write that takes too long goes on unseen, and the window has no other one meanwhile', async () => {
  const inner = await directoryStore();
  const gate = Promise.withResolvers<void>();
  let writes = 0;
  const create: typeof inner.create = async (...parameters) => {
    writes++;
    await gate.promise;
    return inner.create(...parameters);
  };
  const store = { create, swap: inner.swap.bind(inner), get: inner.get.bind(inner) };
  const flusher = new Flusher({ store, now: Date.now, failed: () => {} });
  const window = newWindow();
  countInto(window, 3);
  expect(await flusher.flush([window], Date.now() + 20)).toBe(false);
  countInto(window, 2);
  expect(await flusher.flush([window], Date.now() + 20)).toBe(false);
  expect(writes).toBe(1);
  expect(flusher.takeDurableRows()).toBe(0);
  gate.resolve();
  expect(await flusher.flush([window], inAMoment())).toBe(true);
  expect(flusher.takeDurableRows()).toBe(5);
  expect(await windowsIn(inner)).toMatchObject([{ flush: 2, counts: { rows: 5 } }]);
});

test('while a store refuses, nothing becomes durable and the failure is told', async () => {
  const { store } = troubledStore(await directoryStore(), () => 'refused');
  const failures: unknown[] = [];
  const flusher = new Flusher({ store, now: Date.now, failed: (error) => failures.push(error) });
  const window = newWindow();
  countInto(window, 3);
  expect(await flusher.flush([window], inAMoment())).toBe(false);
  expect(flusher.takeDurableRows()).toBe(0);
  expect(failures).toHaveLength(1);
  expect(window.isChanged).toBe(true);
});

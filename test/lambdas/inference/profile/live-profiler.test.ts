import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Evaluation, evaluateBatch } from '../../../../lambdas/inference/evaluate.ts';
import { LiveProfiler } from '../../../../lambdas/inference/profile/live-profiler.ts';
import type { Outcome } from '../../../../lambdas/inference/respond/respond.ts';
import type { Signature } from '../../../../lib/contract/signature.ts';
import { openStore } from '../../../../lib/registry/adapters/open-store.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { aggregateOf } from '../records.ts';
import { firstFeature, servedModel } from '../served-models.ts';
import { arriving, HOUR_MS, START, sumOf, windowsIn } from './support.ts';
import { wholeLayout, wideSignature } from './wide-model.ts';

/** A profiler with a clock of its own, and what it is told to keep. */
async function profiled(signature: Signature, everyMs = 0) {
  const store = openStore(join(await temporaryDirectory(), 'monitoring'));
  const told: unknown[][] = [];
  const world = { nowMs: START, store, told };
  const layout = Buffer.from(JSON.stringify({ layout: wholeLayout(signature) }));
  const profiler = new LiveProfiler(
    {
      store,
      registry: { artifact: async () => layout },
      observer: {
        uncounted: (...what) => told.push(['uncounted', ...what]),
        profileFailed: (error) => told.push(['failed', error]),
        profileLost: (...what) => told.push(['lost', ...what]),
      },
      now: () => world.nowMs,
      randomId: randomUUID,
    },
    { model: 'sample', everyMs, logsPredictions: false, holdUpMs: 10_000 },
  );
  const batch = async (records: readonly unknown[], atMs = START): Promise<Evaluation> => {
    const evaluation = await evaluateBatch(
      arriving(records, () => atMs),
      servedModel(signature, firstFeature(signature)),
    );
    const { manifest } = evaluation;
    const profile = { key: 'profile.json', sha256: '', bytes: 0 };
    return { ...evaluation, manifest: { ...manifest, artifacts: { ...manifest.artifacts, profile } } };
  };
  const profile = (evaluation: Evaluation, leftMs = 10_000) =>
    profiler.profile(
      evaluation,
      { rejections: evaluation.rejections, firstUnfinished: undefined } as unknown as Outcome,
      { stopAtMs: world.nowMs + leftMs, endAtMs: world.nowMs + leftMs },
    );
  return {
    ...world,
    profiler,
    batch,
    profile,
    setNow: (ms: number) => {
      world.nowMs = ms;
    },
  };
}

const narrow = wideSignature(2);

test('when no time is left the counts are kept for the next batch', async () => {
  const { batch, profile, store } = await profiled(narrow);
  const evaluation = await batch([{ f0: 0.5, f1: 1 }]);
  await profile(evaluation);
  expect(await profile(evaluation, 20)).toEqual({ rows: 0, failed: false });
  expect(await profile(evaluation)).toEqual({ rows: 2, failed: false });
  expect(sumOf(await windowsIn(store)).rows).toBe(3);
});

test('values that took a default count as missing', async () => {
  const signature = wideSignature(2, { default: 0.25 });
  const { batch, profile, store } = await profiled(signature);
  await profile(await batch([{ f0: 0.5 }, { f1: 0.5 }, { f0: 0.25, f1: null }]));
  const { features, rows } = sumOf(await windowsIn(store));
  expect(rows).toBe(3);
  expect(features.map(({ missing, bins }) => [missing, bins.reduce((a, b) => a + b)])).toEqual([
    [1, 2],
    [2, 1],
  ]);
});

test('sub-records of an aggregate count in the hour in which it arrived', async () => {
  const { batch, profile, store } = await profiled(narrow);
  const texts = [0.1, 0.2, 0.3].map((f0) => JSON.stringify({ f0, f1: 0 }));
  await profile(await batch([aggregateOf([...texts, '{}']), { f0: 0, f1: 0 }], START + HOUR_MS));
  const windows = await windowsIn(store);
  expect(windows.map(({ hour }) => hour)).toEqual(['2026-11-21T03']);
  expect(sumOf(windows)).toMatchObject({ rows: 4, rejected: { 'missing-feature': { f0: 1 } } });
});

test('the last millisecond of an hour counts in it, the next one in the next hour', async () => {
  const { batch, profile, store } = await profiled(narrow);
  const record = { f0: 0, f1: 0 };
  for (const ms of [START, START - 1, START + 1, START + HOUR_MS - 1])
    await profile(await batch([record], ms));
  const windows = await windowsIn(store);
  const rowsOf = (hour: string) => sumOf(windows.filter((window) => window.hour === hour)).rows;
  expect([rowsOf('2026-11-21T01'), rowsOf('2026-11-21T02')]).toEqual([1, 3]);
});

import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { KinesisEvent } from '../../../../lambdas/inference/decode/kinesis-event.ts';
import { keys } from '../../../../lib/contract/keys.ts';
import { loggedPredictionSchema } from '../../../../lib/contract/profile.ts';
import { REPLAY_FIELD } from '../../../../lib/contract/replay.ts';
import { binOf } from '../../../../lib/model/profile/bins.ts';
import { layoutDigest } from '../../../../lib/model/profile/layout-digest.ts';
import { openStore } from '../../../../lib/registry/adapters/open-store.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../../../lib/registry/object-store.ts';
import { captureOutput } from '../../../support/captured-output.ts';
import { sampleRecords } from '../../../support/onnx-models.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { FunctionWorld, type WorldOptions } from '../function-world.ts';
import { contextOf, MODEL, rejectsEverything } from '../support.ts';
import { emfDocuments, expectValidEmf } from '../telemetry/emf.ts';
import { arriving, HOUR_MS, START, sampleLayout, sumOf, troubledStore, windowsIn } from './support.ts';

const layout = sampleLayout();
const records = sampleRecords(20);

let output: ReturnType<typeof captureOutput>;
beforeEach(() => {
  output = captureOutput();
});

const directoryStore = async () => openStore(join(await temporaryDirectory(), 'monitoring'));

/** A function with a champion that has a profile, and where it counts. */
async function counting(
  options: Partial<WorldOptions['monitoring']> = {},
  rest: WorldOptions = {},
): Promise<{ world: FunctionWorld; store: ObjectStore }> {
  const store = options.store ?? (await directoryStore());
  const world = await FunctionWorld.create({ ...rest, monitoring: { everyMs: 0, ...options, store } });
  await world.registry.version(undefined, { profile: { layout } });
  await world.registry.promote(1);
  return { world, store };
}

function lastMetrics() {
  const document = emfDocuments(output.lines()).at(-1)!;
  expectValidEmf(document);
  return document;
}

function logged(message: string): unknown[] {
  return output
    .lines()
    .map((line) => JSON.parse(line))
    .filter((line) => line.message === message);
}

const now = (events: readonly unknown[], first?: number) => arriving(events, () => START, first);

test('the first batch is written at once, with its rejections by reason and field', async () => {
  const { world, store } = await counting({ everyMs: 60_000 });
  await world.handle(now([...records, { a: 1, b: 1, c: 1 }, { a: 'x' }, 'text']), contextOf());
  const [window, ...others] = await windowsIn(store);
  expect(others).toEqual([]);
  expect(window).toMatchObject({
    model: MODEL,
    version: 1,
    hour: '2026-11-21T02',
    flush: 1,
    layout: layoutDigest(layout),
    counts: {
      rows: 20,
      rejected: { 'missing-feature': { d: 1 }, 'not-a-number': { a: 1 }, 'not-an-object': { '': 1 } },
    },
  });
  const bins = layout.features[0]!;
  const expected = records.map(({ a }) => binOf(bins, a!)).sort((x, y) => x - y);
  expect(window!.counts.features[0]!.bins.flatMap((count, bin) => Array(count).fill(bin))).toEqual(expected);
  expect(lastMetrics()).toMatchObject({ RecordsPredicted: 20, RecordsProfiled: 20, ProfileFailures: 0 });
});

test('later batches are counted in memory until the interval has passed, then in the same object', async () => {
  const { world, store } = await counting({ everyMs: 60_000 });
  for (let batch = 0; batch < 3; batch++) await world.handle(now(records, 1 + 20 * batch), contextOf());
  expect(lastMetrics()).toMatchObject({ RecordsPredicted: 20, RecordsProfiled: 0 });
  expect(sumOf(await windowsIn(store)).rows).toBe(20);
  world.aheadMs += 60_000;
  await world.handle(now(records, 61), contextOf());
  const windows = await windowsIn(store);
  expect(windows).toMatchObject([{ flush: 2, counts: { rows: 80 } }]);
  expect(lastMetrics()).toMatchObject({ RecordsProfiled: 60 });
});

test('records count in the hour of their arrival, be it that they come late', async () => {
  const { world, store } = await counting();
  const hourOf = (i: number) => START + (i % 2) * HOUR_MS;
  await world.handle(arriving(records, hourOf), contextOf());
  await world.handle(
    arriving(records, () => START + HOUR_MS, 100),
    contextOf(),
  );
  await world.handle(
    arriving(records, () => START + HOUR_MS, 200),
    contextOf(),
  );
  await world.handle(now(records.slice(0, 5), 300), contextOf());
  const windows = await windowsIn(store);
  const rows = windows.map(({ hour, flush, counts }) => [hour, flush, counts.rows]);
  expect(rows.sort()).toEqual([
    // The window that was over was ended, so the late records began an object of their own.
    ['2026-11-21T02', 1, 10],
    ['2026-11-21T02', 1, 5],
    ['2026-11-21T03', 3, 50],
  ]);
});

test('a batch that is handed back counts up to its checkpoint, and the rest when it comes again', async () => {
  const { world, store } = await counting();
  const batch = now([...records.slice(0, 8), { a: 1 }, ...records.slice(8)]);
  world.down = 'quarantine';
  expect(await world.handle(batch, contextOf(300))).toEqual({
    batchItemFailures: [{ itemIdentifier: '9' }],
  });
  world.down = undefined;
  const rest: KinesisEvent = { Records: batch.Records.slice(8) };
  expect(await world.handle(rest, contextOf())).toEqual({ batchItemFailures: [] });
  expect(sumOf(await windowsIn(store))).toMatchObject({
    rows: 20,
    predictions: { rows: 20 },
    rejected: { 'missing-feature': { b: 1 } },
  });
});

test('neither replays nor the rejections of a version that the guard refused are counted', async () => {
  const { world, store } = await counting();
  await world.registry.version(rejectsEverything(), {
    profile: { layout: sampleLayout(rejectsEverything()) },
  });
  await world.handle(now(records), contextOf());
  await world.registry.promote(2);
  world.passPoll();
  await world.handle(now(records, 100), contextOf());
  await world.handle({ ...now(records, 200), [REPLAY_FIELD]: { quarantined: true } }, contextOf());
  const windows = await windowsIn(store);
  expect(windows.map(({ version }) => version)).toEqual([1]);
  expect(sumOf(windows)).toMatchObject({ rows: 40, rejected: {} });
});

test('each version counts in windows of its own', async () => {
  const { world, store } = await counting();
  await world.registry.version(undefined, { profile: { layout } });
  await world.handle(now(records), contextOf());
  await world.registry.promote(2);
  world.passPoll();
  await world.handle(now(records.slice(0, 7), 100), contextOf());
  const windows = await windowsIn(store);
  expect(windows.map(({ version, counts }) => [version, counts.rows])).toEqual([
    [1, 20],
    [2, 7],
  ]);
});

describe('a version whose rows cannot be counted answers, and says once why', () => {
  const { features } = layout;
  test.each([
    ['no-profile', undefined],
    ['profile-invalid', { layout: { ...layout, features: features.slice(1) } }],
    ['profile-invalid', 'no profile'],
    [
      'profile-invalid',
      { layout: { ...layout, prediction: { task: 'classification', classes: 9, hasConfidence: true } } },
    ],
  ])('%s', async (reason, profile) => {
    const store = await directoryStore();
    const world = await FunctionWorld.create({ monitoring: { store, everyMs: 0 } });
    await world.registry.version(undefined, profile === undefined ? {} : { profile });
    await world.registry.promote(1);
    for (let batch = 0; batch < 2; batch++) await world.invoke(records);
    expect(logged('rows are not counted')).toMatchObject([{ version: 1, reason, level: 'WARN' }]);
    expect(lastMetrics()).toMatchObject({ RecordsPredicted: 20, RecordsProfiled: 0, ProfileFailures: 0 });
    expect(await windowsIn(store)).toEqual([]);
  });

  test('profile-corrupt', async () => {
    const store = await directoryStore();
    const world = await FunctionWorld.create({ monitoring: { store, everyMs: 0 } });
    const { artifacts } = await world.registry.version(undefined, { profile: { layout } });
    await world.registry.promote(1);
    await world.registry.corrupt(artifacts.profile!);
    await world.invoke(records);
    expect(logged('rows are not counted')).toMatchObject([{ reason: 'profile-corrupt' }]);
  });
});

test('while the profile cannot be read batches are answered, and it is asked for again later', async () => {
  let isDown = true;
  const { world, store } = await counting(
    {},
    {
      before: (registry) => ({
        alias: (...parameters) => registry.alias(...parameters),
        manifest: (...parameters) => registry.manifest(...parameters),
        artifact: async (artifact) => {
          if (isDown && artifact.key.endsWith('profile.json')) throw new Error('connect ETIMEDOUT');
          return registry.artifact(artifact);
        },
      }),
    },
  );
  await world.handle(now(records), contextOf());
  expect(lastMetrics()).toMatchObject({ RecordsPredicted: 20, RecordsProfiled: 0, ProfileFailures: 1 });
  isDown = false;
  world.aheadMs += 10_000;
  await world.handle(now(records, 100), contextOf());
  expect(lastMetrics()).toMatchObject({ RecordsProfiled: 20, ProfileFailures: 0 });
  expect(sumOf(await windowsIn(store)).rows).toBe(20);
});

test('a store that falls silent holds a batch up by a bound', async () => {
  const inner = await directoryStore();
  let isSilent = true;
  const { store } = troubledStore(inner, () => (isSilent ? 'hangs' : undefined));
  const { world } = await counting({ store, holdUpMs: 100 });
  const before = performance.now();
  await world.handle(now(records), contextOf());
  expect(performance.now() - before).toBeLessThan(3_000);
  expect(lastMetrics()).toMatchObject({ RecordsPredicted: 20, RecordsProfiled: 0, ProfileFailures: 1 });
  expect(logged('counting failed')).toMatchObject([{ level: 'WARN', error: { name: 'TimeOver' } }]);
  isSilent = false;
  world.restart();
  await world.handle(now(records, 100), contextOf());
  expect(sumOf(await windowsIn(inner)).rows).toBe(20);
});

test('the drift job may ask for a slower pace, but never of a function that writes with each batch', async () => {
  for (const [everyMs, rows] of [
    [60_000, 20],
    [0, 40],
  ] as const) {
    const store = await directoryStore();
    await store.create(keys.windowPace(MODEL), Buffer.from('{"seconds":600}'));
    const { world } = await counting({ store, everyMs });
    await world.handle(now(records), contextOf());
    world.aheadMs += 599_000;
    await world.handle(now(records, 100), contextOf());
    expect(sumOf(await windowsIn(store)).rows).toBe(rows);
  }
});

test('a log line shows counts and reasons, never what a record holds', async () => {
  const { store } = troubledStore(await directoryStore(), () => 'refused');
  const { world } = await counting({ store });
  await world.handle(now([{ a: 77.125, b: 1, c: 1, d: 'secret' }]), contextOf());
  expect(output.text()).not.toMatch(/secret|77\.125/);
});

describe('the prediction log', () => {
  const linesIn = async (store: ObjectStore) => {
    const lines: unknown[] = [];
    for await (const { key } of store.list('predictions/')) {
      const stored = await store.get(key);
      if (stored === undefined || stored === NOT_MODIFIED) throw new Error('gone');
      const text = Buffer.from(stored.body).toString().trimEnd();
      lines.push(
        ...text.split('\n').map((line) => ({ key, ...loggedPredictionSchema.parse(JSON.parse(line)) })),
      );
    }
    return lines;
  };

  test('has a line for each prediction, under the hour of its arrival, and no feature', async () => {
    const { world, store } = await counting({ logsPredictions: true });
    await world.handle(
      arriving([...records, { a: 1 }], (i) => START + (i % 2) * HOUR_MS),
      contextOf(),
    );
    const lines = (await linesIn(store)) as { id: string; key: string; at: string }[];
    expect(lines.map(({ id }) => id).sort()).toEqual(world.predictions.map((p) => p.predictionId).sort());
    for (const { id, key, at, ...line } of lines) {
      const { prediction, arrivedAt, version } = world.predictions.find((p) => p.predictionId === id)!;
      expect(key).toContain(`predictions/${MODEL}/${at.slice(0, 13)}/`);
      expect({ at, ...line }).toEqual({
        at: arrivedAt,
        version,
        label: prediction.answer,
        confidence: prediction.confidence,
      });
    }
  });

  test('keeps what could not be written, and writes it once though an answer is lost', async () => {
    const inner = await directoryStore();
    const troubles = ['refused', 'refused', 'answer-lost', 'answer-lost'] as const;
    const { store } = troubledStore(inner, (write) => troubles[write]);
    const { world } = await counting({ store, logsPredictions: true });
    for (let batch = 0; batch < 4; batch++) await world.handle(now(records, 1 + 20 * batch), contextOf());
    const ids = ((await linesIn(inner)) as { id: string }[]).map(({ id }) => id);
    expect(ids).toHaveLength(80);
    expect(new Set(ids).size).toBe(80);
  });

  test('is off unless asked for', async () => {
    const { world, store } = await counting();
    await world.handle(now(records), contextOf());
    expect(await linesIn(store)).toEqual([]);
  });
});

import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PredictionRecord } from '../../../../lib/contract/prediction.ts';
import { type Counts, hourOf } from '../../../../lib/contract/profile.ts';
import { mergeCounts } from '../../../../lib/model/profile/merge.ts';
import { openStore } from '../../../../lib/registry/adapters/open-store.ts';
import { captureOutput } from '../../../support/captured-output.ts';
import { sampleRecords } from '../../../support/onnx-models.ts';
import { randomFrom } from '../../../support/random.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { FunctionWorld } from '../function-world.ts';
import { contextOf } from '../support.ts';
import { emfDocuments } from '../telemetry/emf.ts';
import { arriving, START, sampleLayout, type Trouble, troubledStore, windowsIn } from './support.ts';

const SANDBOXES = 3;
const BATCHES = 24;
const BATCH = 20;
const TROUBLES: readonly (Trouble | undefined)[] = [
  undefined,
  undefined,
  undefined,
  'refused',
  'answer-lost',
];

/** Four batches an hour. */
const arrivalOf = (sequence: number) =>
  START + Math.floor(sequence / BATCH) * 900_000 + (sequence % BATCH) * 1000;

/** Sandboxes of one function, each with a registry of its own that holds the same version, and one store. */
async function sandboxes(random: () => number) {
  const inner = openStore(join(await temporaryDirectory(), 'monitoring'));
  const world = { isTroubled: true };
  const trouble = () => (world.isTroubled ? TROUBLES[Math.floor(random() * TROUBLES.length)] : undefined);
  const { store } = troubledStore(inner, trouble);
  const all = await Promise.all(
    Array.from({ length: SANDBOXES }, async () => {
      const sandbox = await FunctionWorld.create({ monitoring: { store, everyMs: 0 } });
      await sandbox.registry.version(undefined, { profile: { layout: sampleLayout() } });
      await sandbox.registry.promote(1);
      return sandbox;
    }),
  );
  return { all, inner, world };
}

/** Delivers a batch until it is done, now and then cut short by an outage, each time to another sandbox. */
async function deliver(
  all: readonly FunctionWorld[],
  records: readonly unknown[],
  first: number,
  random: () => number,
) {
  let from = 0;
  while (from < records.length) {
    const sandbox = all[Math.floor(random() * all.length)]!;
    const isCut = random() < 0.15;
    sandbox.down = isCut ? 'quarantine' : undefined;
    const event = arriving(records.slice(from), (i) => arrivalOf(first + from + i), first + from);
    const { batchItemFailures } = await sandbox.handle(event, contextOf(isCut ? 60 : 60_000));
    const [failure] = batchItemFailures;
    from = failure === undefined ? records.length : Number(failure.itemIdentifier) - first;
  }
}

function tally(names: readonly (string | number)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

test('the windows of several sandboxes add up to what was predicted and rejected, hour by hour, whatever is retried', async () => {
  const output = captureOutput();
  const random = randomFrom(5);
  const { all, inner, world } = await sandboxes(random);
  const touchAll = async (first: number) => {
    for (const [i, sandbox] of all.entries()) {
      const bad = arriving(['bad'], () => START, first + i);
      await sandbox.handle(bad, contextOf());
    }
  };
  // A sandbox that has no time to read the profile does not count its first batch.
  await touchAll(1_000_000);
  for (let batch = 0; batch < BATCHES; batch++) {
    const records = sampleRecords(BATCH, batch).map((record) =>
      random() < 0.1 ? { ...record, c: null } : record,
    );
    await deliver(all, records, 1 + batch * BATCH, random);
  }
  world.isTroubled = false;
  for (const sandbox of all) sandbox.down = undefined;
  await touchAll(2_000_000);

  const windows = await windowsIn(inner);
  const sums = new Map<string, Counts>();
  for (const { hour, counts } of windows) {
    const sum = sums.get(hour);
    sums.set(hour, sum ? mergeCounts(sum, counts) : counts);
  }
  const predictions = new Map<string, PredictionRecord>();
  for (const { predictions: some } of all) for (const one of some) predictions.set(one.predictionId, one);
  const rejected = new Map(
    all.flatMap(({ quarantined }) => quarantined.map((one) => [one.predictionId, one])),
  );
  const atHour = <T extends { readonly arrivedAt: string }>(list: Iterable<T>, hour: string) =>
    [...list].filter(({ arrivedAt }) => hourOf(Date.parse(arrivedAt)) === hour);

  expect(predictions.size + rejected.size).toBe(BATCHES * BATCH + 2 * SANDBOXES);
  expect(rejected.size).toBeGreaterThan(20);
  expect([...sums.keys()]).toHaveLength(7);
  for (const [hour, { rows, predictions: counted, rejected: reasons }] of sums) {
    const predicted = atHour(predictions.values(), hour);
    expect(rows).toBe(predicted.length);
    const labels = tally(predicted.map(({ prediction }) => String(prediction.answer)));
    expect(counted.labels).toEqual(['3', '5', '9'].map((label) => labels[label] ?? 0));
    const bad = atHour(rejected.values(), hour).filter(({ reason }) => reason === 'missing-feature');
    expect(reasons['missing-feature']?.c ?? 0).toBe(bad.length);
  }
  const profiled = emfDocuments(output.lines()).map(({ RecordsProfiled }) => Number(RecordsProfiled ?? 0));
  expect(profiled.reduce((a, b) => a + b)).toBe(predictions.size);
});

test('a sandbox that ends loses what it counted since its last write, and no more', async () => {
  const store = openStore(join(await temporaryDirectory(), 'monitoring'));
  const sandbox = await FunctionWorld.create({ monitoring: { store, everyMs: 60_000 } });
  await sandbox.registry.version(undefined, { profile: { layout: sampleLayout() } });
  await sandbox.registry.promote(1);
  captureOutput();
  const batch = (first: number) =>
    sandbox.handle(
      arriving(sampleRecords(10), () => START, first),
      contextOf(),
    );
  await batch(1);
  await batch(11);
  sandbox.restart();
  await batch(21);
  const rows = (await windowsIn(store)).map(({ counts }) => counts.rows);
  expect(rows).toEqual([10, 10]);
});

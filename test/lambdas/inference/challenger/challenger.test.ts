import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test, vi } from 'vitest';
import type { ModelProcess } from '../../../../lambdas/inference/challenger/create-challenger.ts';
import { openOnnxSession } from '../../../../lib/model/adapters/onnx-session.ts';
import { startSessionProcess } from '../../../../lib/model/adapters/process-session.ts';
import type { ModelOutput, ModelSession } from '../../../../lib/model/session.ts';
import { captureOutput } from '../../../support/captured-output.ts';
import { linearClassifier, linearRegressor, sampleRecords } from '../../../support/onnx-models.ts';
import { FunctionWorld, type WorldOptions } from '../function-world.ts';
import { emfDocuments, expectValidEmf } from '../telemetry/emf.ts';

const records = sampleRecords(40);

const CRASHING = join(import.meta.dirname, '../../../support/crashing-process.ts');

let output: ReturnType<typeof captureOutput>;
beforeEach(() => {
  output = captureOutput();
});

/** The metric documents of the invocations since the start. */
function documents() {
  const found = emfDocuments(output.lines());
  for (const document of found) expectValidEmf(document);
  return found;
}

function lines(message: string): Record<string, unknown>[] {
  return output
    .lines()
    .map((line) => JSON.parse(line))
    .filter((line) => line.message === message);
}

/** A function whose champion is version 1 and whose challenger is another good one. */
async function challenged(options: WorldOptions = {}): Promise<FunctionWorld> {
  const world = await FunctionWorld.create({ pollMs: 0, ...options });
  await world.registry.version();
  await world.registry.version();
  await world.registry.promote(1);
  await world.registry.promote(2, 'challenger');
  return world;
}

/** Invokes until the log or a metric says what is waited for. */
async function invokeUntil(world: FunctionWorld, isSo: () => boolean): Promise<void> {
  await vi.waitFor(
    async () => {
      await world.invoke(records);
      expect(isSo()).toBe(true);
    },
    { timeout: 10_000, interval: 5 },
  );
}

/** A process that is none: the session is changed as a hostile model would. */
function inProcess(change: (session: ModelSession) => Partial<ModelSession>): () => ModelProcess {
  return () => ({
    open: async (model, options) => {
      const session = await openOnnxSession(model, options);
      return { ...session, ...change(session) };
    },
    kill: () => {},
  });
}

/** Answers golden records as it should, and live ones, which come in fewer rows, by `live`. */
function onLive(live: (rows: Float32Array, n: number) => Promise<ModelOutput>) {
  return inProcess((session) => {
    let golden = true;
    return {
      run: (rows, n) => {
        if (!golden) return live(rows, n);
        golden = false;
        return session.run(rows, n);
      },
    };
  });
}

/** What the champion alone answers to the records. */
async function championAlone(): Promise<unknown[]> {
  const world = await FunctionWorld.create();
  await world.registry.version();
  await world.registry.promote(1);
  await world.invoke(records);
  return world.predictions.map(withoutTime);
}

const withoutTime = ({ predictedAt: _, ...prediction }: object & { predictedAt?: unknown }) => prediction;

async function expectOnlyTheChampionsAnswers(world: FunctionWorld): Promise<void> {
  const expected = await championAlone();
  expect(world.predictions.length % expected.length).toBe(0);
  for (let at = 0; at < world.predictions.length; at += expected.length) {
    expect(world.predictions.slice(at, at + expected.length).map(withoutTime)).toEqual(expected);
  }
  expect(world.quarantined).toEqual([]);
}

test('a challenger sees a tenth of the rows in a process of its own, and its agreement is published', async () => {
  const world = await challenged();
  await invokeUntil(world, () => documents().some((document) => Number(document.ChallengerRows) > 0));
  const shown = documents().filter((document) => 'challenger' in document);
  expect(shown.every((document) => document.challenger === '2' && document.version === '1')).toBe(true);
  const answered = shown.find((document) => Number(document.ChallengerRows) > 0)!;
  expect(answered).toMatchObject({ ChallengerRows: 4, ChallengerAgreements: 4, ChallengerFailures: 0 });
  expect(answered.ChallengerConfidence).toBeGreaterThan(0);
  expect(lines('challenger runs in shadow')).toHaveLength(1);
  await expectOnlyTheChampionsAnswers(world);
});

test('without an alias challenger nothing is published of one', async () => {
  const world = await FunctionWorld.create({ pollMs: 0 });
  await world.registry.version();
  await world.registry.promote(1);
  for (let i = 0; i < 5; i++) await world.invoke(records);
  expect(
    documents()
      .flatMap((document) => Object.keys(document))
      .filter((key) => /challenger/i.test(key)),
  ).toEqual([]);
});

test('a challenger that sleeps holds a batch up for a fifth of its time at most', async () => {
  const world = await challenged({
    startProcess: onLive(async () => {
      await sleep(400);
      return { task: 'regression', values: new Float32Array() };
    }),
  });
  await invokeUntil(
    world,
    () => documents().filter((document) => document.ChallengerSkipped === 1).length >= 5,
  );
  const tooLongMs = documents()
    .filter(({ ChallengerWait }) => ChallengerWait !== undefined)
    .map(({ ChallengerWait, DecodeLatency, InferLatency, PutLatency }) => {
      const batchMs = Number(DecodeLatency) + Number(InferLatency) + Number(PutLatency);
      return Number(ChallengerWait) - 0.2 * batchMs;
    })
    .toSorted((a, b) => a - b);
  // A timer comes a millisecond or two late, and on a busy machine now and then tens of them.
  expect(tooLongMs[tooLongMs.length >> 1]).toBeLessThan(5);
  expect(tooLongMs.at(-1)).toBeLessThan(200);
  await expectOnlyTheChampionsAnswers(world);
});

test('a challenger that throws is given up after three runs', async () => {
  const world = await challenged({ startProcess: onLive(() => Promise.reject(new Error('broken'))) });
  await invokeUntil(world, () => lines('challenger refused').length > 0);
  expect(lines('challenger refused')).toMatchObject([{ version: 2, reason: 'fails' }]);
  await expectOnlyTheChampionsAnswers(world);
  const failures = documents().reduce(
    (sum, { ChallengerFailures = 0 }) => sum + Number(ChallengerFailures),
    0,
  );
  expect(failures).toBeGreaterThanOrEqual(3);
});

test('a challenger that answers NaN changes nothing and is counted', async () => {
  const nan = (n: number): ModelOutput => ({
    task: 'classification',
    labels: new Int32Array(n),
    probabilities: new Float32Array(3 * n).fill(Number.NaN),
  });
  const world = await challenged({ startProcess: onLive(async (_, n) => nan(n)) });
  await invokeUntil(world, () => documents().some((document) => Number(document.ChallengerFailures) === 4));
  expect(documents().every(({ ChallengerRows = 0 }) => ChallengerRows === 0)).toBe(true);
  await expectOnlyTheChampionsAnswers(world);
});

test('a challenger that crashes its process while it loads is refused', async () => {
  const world = await challenged({ startProcess: () => startSessionProcess(CRASHING) });
  await invokeUntil(world, () => lines('challenger refused').length > 0);
  expect(lines('challenger refused')).toMatchObject([{ version: 2, reason: 'unservable' }]);
  await expectOnlyTheChampionsAnswers(world);
});

test('a challenger that reads other features is refused with the reason', async () => {
  const world = await FunctionWorld.create({ pollMs: 0 });
  await world.registry.version(linearClassifier());
  await world.registry.version(linearRegressor());
  await world.registry.promote(1);
  await world.registry.promote(2, 'challenger');
  await invokeUntil(world, () => lines('challenger refused').length > 0);
  expect(lines('challenger refused')).toMatchObject([{ version: 2, reason: 'signature-differs' }]);
});

test('a corrupt challenger is refused, and the next move is followed', async () => {
  const world = await challenged();
  await world.registry.version(linearClassifier(), { model: Buffer.from('no model') });
  await world.registry.promote(3, 'challenger');
  await invokeUntil(world, () => lines('challenger refused').length > 0);
  expect(lines('challenger refused')).toMatchObject([{ version: 3, reason: 'unparsable' }]);
  await world.registry.promote(2, 'challenger');
  await invokeUntil(world, () => lines('challenger runs in shadow').length > 0);
});

test('a challenger that becomes the champion challenges nobody', async () => {
  const world = await challenged();
  await invokeUntil(world, () => lines('challenger runs in shadow').length > 0);
  await world.registry.promote(2);
  await invokeUntil(world, () => documents().at(-1)!.version === '2');
  await world.invoke(records);
  expect(documents().at(-1)).not.toHaveProperty('challenger');
});

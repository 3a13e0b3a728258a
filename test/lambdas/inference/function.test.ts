import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { openOnnxSession } from '../../../lib/model/adapters/onnx-session.ts';
import { ModelRunError, type OpenSession } from '../../../lib/model/session.ts';
import { captureOutput } from '../../support/captured-output.ts';
import { linearClassifier, sampleRecords } from '../../support/onnx-models.ts';
import { FunctionWorld } from './function-world.ts';
import { contextOf, eventOf, type Flaw, rejectsEverything } from './support.ts';
import { emfDocuments, expectValidEmf } from './telemetry/emf.ts';

const DONE = { batchItemFailures: [] };
const ALL_WAIT = { batchItemFailures: [{ itemIdentifier: '1' }] };
const records = sampleRecords(20);

let output: ReturnType<typeof captureOutput>;
beforeEach(() => {
  output = captureOutput();
});

/** The metric document of the last invocation. */
function lastMetrics() {
  const document = emfDocuments(output.lines()).at(-1)!;
  expectValidEmf(document);
  return document;
}

function refusals(): unknown[] {
  return output
    .lines()
    .map((line) => JSON.parse(line))
    .filter((line) => line.message === 'version refused')
    .map(({ version, reason }) => ({ version, reason }));
}

test('a batch is answered, and one metric document tells of it', async () => {
  const world = await FunctionWorld.create();
  await world.registry.version();
  await world.registry.promote(1);
  expect(await world.invoke([...records, { a: 1 }])).toEqual(DONE);
  expect(world.predictions).toHaveLength(20);
  expect(world.quarantined).toMatchObject([{ reason: 'missing-feature', version: 1 }]);
  expect(emfDocuments(output.lines())).toHaveLength(1);
  expect(lastMetrics()).toMatchObject({
    RecordsReceived: 21,
    RecordsPredicted: 20,
    RecordsRejected: 1,
    RecordsUnfinished: 0,
    BatchesUnfinished: 0,
    RejectedMissingFeature: 1,
    ModelReloads: 0,
    ModelFallbacks: 0,
    NoChampion: 0,
    ModelVersion: 1,
    version: '1',
    model: 'sample',
  });
  const { DecodeLatency, InferLatency, PutLatency, BatchLatency, ResponseTime } = lastMetrics();
  const parts = [DecodeLatency, InferLatency, PutLatency].map(Number);
  expect(BatchLatency).toBeCloseTo(
    parts.reduce((a, b) => a + b),
    6,
  );
  const arrivedMs = Date.parse(world.predictions[0]!.arrivedAt);
  const sinceArrival = Date.now() - arrivedMs;
  expect(Number(ResponseTime)).toBeLessThanOrEqual(sinceArrival);
  expect(Number(ResponseTime)).toBeGreaterThan(sinceArrival - 60_000);
  expect(lastMetrics()).not.toHaveProperty('RecordsProfiled');
  expect(lastMetrics().Confidence).toHaveLength(20);
});

test('an empty event is a success', async () => {
  const world = await FunctionWorld.create();
  expect(await world.invoke([])).toEqual(DONE);
});

test('an event of another service is an error that names it, before anything is waited for', async () => {
  const world = await FunctionWorld.create();
  const event = { Records: [{ eventSource: 'aws:sqs', body: '{}' }] };
  await expect(world.handle(event, contextOf())).rejects.toThrow('an event of aws:sqs');
});

test('a promotion is answered with within the poll interval, none lost and none doubled', async () => {
  const world = await FunctionWorld.create({ pollMs: 200 });
  await world.registry.version();
  await world.registry.version();
  await world.registry.promote(1);
  const answered: number[] = [];
  let promotedAt = Number.POSITIVE_INFINITY;
  let servedAt = Number.POSITIVE_INFINITY;
  for (let batch = 0; batch < 30; batch++) {
    if (batch === 10) {
      await world.registry.promote(2);
      promotedAt = performance.now();
    }
    expect(await world.invoke(records)).toEqual(DONE);
    answered.push(...world.takeVersions());
    if (answered.at(-1) === 2) servedAt = Math.min(servedAt, performance.now());
    await sleep(20);
  }
  expect(answered).toEqual([...answered].sort());
  expect(new Set(answered)).toEqual(new Set([1, 2]));
  expect(servedAt - promotedAt).toBeLessThan(200 + 300);
  expect(world.quarantined).toEqual([]);
});

const FLAWS: readonly (readonly [string, Flaw, string])[] = [
  [
    'whose golden answers differ',
    { golden: (g) => ({ ...g, records: g.records.map((r) => ({ ...r, probabilities: [1, 0, 0] })) }) },
    'golden-differs',
  ],
  ['that cannot be parsed', { model: Buffer.from('not a model') }, 'unparsable'],
  ['with one flipped bit', {}, 'digest-mismatch'],
];

async function worldWithFlawed(flaw: Flaw): Promise<FunctionWorld> {
  const world = await FunctionWorld.create();
  await world.registry.version();
  await world.registry.promote(1);
  const { artifacts } = await world.registry.version(linearClassifier(), flaw);
  if (Object.keys(flaw).length === 0) await world.registry.corrupt(artifacts.model);
  return world;
}

test.each(FLAWS)('a version %s is refused and version 1 goes on', async (_what, flaw, reason) => {
  const world = await worldWithFlawed(flaw);
  await world.invoke(records);
  await world.registry.promote(2);
  for (let batch = 0; batch < 3; batch++) {
    world.passPoll();
    expect(await world.invoke(records)).toEqual(DONE);
    expect(lastMetrics()).toMatchObject({ ModelFallbacks: batch === 0 ? 1 : 0, ModelReloads: 0 });
  }
  expect(world.takeVersions()).toEqual([1]);
  expect(refusals()).toEqual([{ version: 2, reason }]);
});

test.each(FLAWS)(
  'at a cold start a version %s is refused and version 1 answers',
  async (_what, flaw, reason) => {
    const world = await worldWithFlawed(flaw);
    await world.registry.promote(2);
    expect(await world.invoke(records)).toEqual(DONE);
    expect(world.takeVersions()).toEqual([1]);
    expect(refusals()).toEqual([{ version: 2, reason }]);
    expect(lastMetrics()).toMatchObject({ ModelFallbacks: 1, version: '1' });
  },
);

async function worldWithRejecting(): Promise<FunctionWorld> {
  const world = await FunctionWorld.create();
  await world.registry.version();
  await world.registry.promote(1);
  await world.registry.version(rejectsEverything());
  return world;
}

test('a version that rejects everything is rolled back from before anything is quarantined', async () => {
  const world = await worldWithRejecting();
  await world.invoke(records);
  await world.registry.promote(2);
  world.passPoll();
  expect(await world.invoke(records)).toEqual(DONE);
  expect(lastMetrics()).toMatchObject({
    ModelReloads: 2,
    ModelFallbacks: 1,
    RecordsPredicted: 20,
    version: '1',
  });
  world.passPoll();
  expect(await world.invoke(records)).toEqual(DONE);
  expect(world.takeVersions()).toEqual([1]);
  expect(world.quarantined).toEqual([]);
  expect(refusals()).toEqual([{ version: 2, reason: 'rejects-too-much' }]);
});

test('each cold start rolls back from a version that rejects everything by itself', async () => {
  const world = await worldWithRejecting();
  await world.registry.promote(2);
  for (let start = 0; start < 2; start++) {
    world.restart();
    expect(await world.invoke(records)).toEqual(DONE);
    expect(world.takeVersions()).toEqual([1]);
  }
  expect(world.quarantined).toEqual([]);
});

test('bad records at the time of a promotion are quarantined and do not roll it back', async () => {
  const world = await FunctionWorld.create();
  await world.registry.version();
  await world.registry.version();
  await world.registry.promote(1);
  await world.invoke(records);
  await world.registry.promote(2);
  world.passPoll();
  world.takeVersions();
  expect(await world.invoke([...records, ...Array(50).fill({ a: 'no number' })])).toEqual(DONE);
  expect(world.takeVersions()).toEqual([2]);
  expect(world.quarantined).toHaveLength(50);
  expect(refusals()).toEqual([]);
});

test('with no champion the records wait, and are answered once one is promoted', async () => {
  const world = await FunctionWorld.create();
  await world.registry.version();
  expect(await world.invoke(records, 1500)).toEqual(ALL_WAIT);
  expect(lastMetrics()).toMatchObject({ NoChampion: 1, BatchesUnfinished: 1, RecordsUnfinished: 20 });
  const waiting = world.invoke(records, 20_000);
  await sleep(300);
  await world.registry.promote(1);
  expect(await waiting).toEqual(DONE);
  expect(lastMetrics()).toMatchObject({ NoChampion: 0, RecordsPredicted: 20 });
});

test('when the only version is refused, each batch that waits says which and why', async () => {
  const world = await FunctionWorld.create();
  const { artifacts } = await world.registry.version();
  await world.registry.corrupt(artifacts.model);
  await world.registry.promote(1);
  for (let batch = 0; batch < 2; batch++) {
    expect(await world.invoke(records, 500)).toEqual(ALL_WAIT);
    const lines = output.lines().map((line) => JSON.parse(line));
    expect(lines.findLast(({ message }) => message === 'batch waits')).toMatchObject({
      reason: 'all-refused',
      version: 1,
      refusal: 'digest-mismatch',
    });
    expect(lastMetrics()).toMatchObject({ NoChampion: 1, reason: 'all-refused', version: '1' });
  }
});

test('a version whose golden records throw while it serves is not to be blamed on the data', async () => {
  let broken = false;
  const breakable: OpenSession = async (model, options) => {
    const session = await openOnnxSession(model, options);
    return {
      ...session,
      run: (rows, n) => (broken ? Promise.reject(new ModelRunError('out of memory')) : session.run(rows, n)),
    };
  };
  const world = await FunctionWorld.create({ openSession: breakable });
  await world.registry.version();
  await world.registry.promote(1);
  expect(await world.invoke(records)).toEqual(DONE);
  broken = true;
  expect(await world.invoke(records)).toEqual(ALL_WAIT);
  expect(world.quarantined).toEqual([]);
  expect(lastMetrics()).toMatchObject({ BatchesUnfinished: 1, RecordsRejected: 0, NoChampion: 0 });
  broken = false;
  expect(await world.invoke(records)).toEqual(DONE);
});

test('a batch whose guilty records take too long to find is handed back from its first record in time', async () => {
  let isSlow = false;
  const slow: OpenSession = async (model, options) => {
    const session = await openOnnxSession(model, options);
    const run: typeof session.run = async (rows, n) => {
      if (!isSlow) return session.run(rows, n);
      await sleep(200);
      for (let row = 0; row < n; row++) if (rows[row * 4]! > 90) throw new ModelRunError('no');
      return session.run(rows, n);
    };
    return { ...session, run };
  };
  const world = await FunctionWorld.create({ openSession: slow });
  await world.registry.version();
  await world.registry.promote(1);
  await world.invoke(records);
  world.takeVersions();
  isSlow = true;
  const many = sampleRecords(100).map((record, i) => (i % 20 === 0 ? { ...record, a: 99 } : record));
  const before = performance.now();
  expect(await world.invoke(many, 2000)).toEqual(ALL_WAIT);
  expect(performance.now() - before).toBeLessThan(2000);
  expect(lastMetrics()).toMatchObject({
    BatchesUnfinished: 1,
    RecordsUnfinished: 100,
    reason: 'out-of-time',
  });
  expect([...world.predictions, ...world.quarantined]).toEqual([]);
  isSlow = false;
  expect(await world.invoke(records)).toEqual(DONE);
});

test('the guard asks the former only while there is time for it', async () => {
  const slow: OpenSession = async (model, options) => {
    const session = await openOnnxSession(model, options);
    let runs = 0;
    const run: typeof session.run = async (rows, n) => {
      if (runs++ > 0) await sleep(700);
      return session.run(rows, n);
    };
    return { ...session, run };
  };
  const world = await FunctionWorld.create({ openSession: slow });
  await world.registry.version();
  await world.registry.version();
  await world.registry.promote(1);
  await world.registry.promote(2);
  const before = performance.now();
  expect(await world.invoke([...records, { a: 1 }], 2000)).toEqual(DONE);
  expect(performance.now() - before).toBeLessThan(1300);
  expect(world.takeVersions()).toEqual([2]);
});

test.each([1, 20])(
  'a version that breaks after its promotion gives way to the former in the same batch of %i',
  async (size) => {
    const breakable: OpenSession = async (model, options) => {
      const session = await openOnnxSession(model, options);
      let runs = 0;
      const isSecond = options.runtime.opset === 20;
      return {
        ...session,
        run: (rows, n) =>
          isSecond && runs++ > 0 ? Promise.reject(new ModelRunError('broken')) : session.run(rows, n),
      };
    };
    const world = await FunctionWorld.create({ openSession: breakable });
    await world.registry.version();
    await world.registry.version(linearClassifier(), { opset: 20 });
    await world.registry.promote(1);
    await world.registry.promote(2);
    expect(await world.invoke(records.slice(0, size))).toEqual(DONE);
    expect(world.takeVersions()).toEqual([1]);
    expect(refusals()).toEqual([{ version: 2, reason: 'rejects-too-much' }]);
  },
);

test.each([
  ['fails', () => Promise.reject(new Error('ECONNREFUSED'))],
  ['never answers', () => new Promise<never>(() => {})],
])('while the pointer %s, the batch is answered with what is there', async (_what, fail) => {
  let isDown = false;
  const world = await FunctionWorld.create({
    before: (registry) => ({
      alias: (...parameters) => (isDown ? fail() : registry.alias(...parameters)),
      manifest: (...parameters) => registry.manifest(...parameters),
      artifact: (artifact) => registry.artifact(artifact),
    }),
  });
  await world.registry.version();
  await world.registry.promote(1);
  await world.invoke(records);
  isDown = true;
  world.passPoll();
  const before = performance.now();
  expect(await world.invoke(records)).toEqual(DONE);
  expect(performance.now() - before).toBeLessThan(1500);
});

test('an outage of the registry at a cold start is waited out until the time is over', async () => {
  let isDown = true;
  const world = await FunctionWorld.create({
    before: (registry) => ({
      alias: (...parameters) => registry.alias(...parameters),
      manifest: (...parameters) => registry.manifest(...parameters),
      artifact: (artifact) =>
        isDown ? Promise.reject(new Error('connect ETIMEDOUT')) : registry.artifact(artifact),
    }),
  });
  await world.registry.version();
  await world.registry.promote(1);
  const before = performance.now();
  expect(await world.invoke(records, 2000)).toEqual(ALL_WAIT);
  expect(performance.now() - before).toBeLessThan(2000);
  expect(refusals()).toEqual([]);
  expect(lastMetrics()).toMatchObject({
    NoChampion: 0,
    BatchesUnfinished: 1,
    reason: 'registry-unreachable',
  });
  isDown = false;
  expect(await world.invoke(records)).toEqual(DONE);
});

test.each(['stream', 'quarantine'] as const)(
  'while the %s is down a batch is reported in time, and answered later',
  async (down) => {
    const world = await FunctionWorld.create();
    await world.registry.version();
    await world.registry.promote(1);
    world.down = down;
    const before = performance.now();
    const answer = await world.invoke([{ a: 1 }, ...records], 2000);
    expect(performance.now() - before).toBeLessThan(2000);
    expect(answer).toEqual(down === 'stream' ? { batchItemFailures: [{ itemIdentifier: '2' }] } : ALL_WAIT);
    expect(lastMetrics()).toMatchObject({
      BatchesUnfinished: 1,
      RecordsUnfinished: down === 'stream' ? 20 : 21,
    });
    world.down = undefined;
    expect(await world.invoke([{ a: 1 }, ...records])).toEqual(DONE);
    expect(lastMetrics()).toMatchObject({ RecordsUnfinished: 0, RecordsPredicted: 20, RecordsRejected: 1 });
  },
);

test('a fault of the code is thrown and logged with its place, without what it says', async () => {
  const world = await FunctionWorld.create();
  await world.registry.version();
  await world.registry.promote(1);
  const context = {
    ...contextOf(),
    getRemainingTimeInMillis: () => {
      throw new RangeError('secret');
    },
  };
  const fault = await world.handle(eventOf(records), context).catch((error: unknown) => error);
  expect(fault).toMatchObject({ name: 'BatchFault', message: expect.stringContaining('RangeError') });
  expect(fault).not.toHaveProperty('cause');
  expect(JSON.parse(output.lines().at(-1)!)).toMatchObject({
    message: 'fault',
    name: 'RangeError',
    stack: expect.arrayContaining([expect.stringContaining('function.test.ts')]),
  });
  expect(`${fault} ${output.text()}`).not.toContain('secret');
});

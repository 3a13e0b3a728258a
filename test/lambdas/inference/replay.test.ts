import { beforeEach, expect, test } from 'vitest';
import { REPLAY_FIELD, type ReplayRequest, replayReportSchema } from '../../../lib/contract/replay.ts';
import { ModelRunError, type OpenSession } from '../../../lib/model/session.ts';
import { captureOutput } from '../../support/captured-output.ts';
import { sampleRecords } from '../../support/onnx-models.ts';
import { FunctionWorld } from './function-world.ts';
import { aggregateOf } from './records.ts';
import { contextOf, eventOf, rejectsEverything } from './support.ts';

let output: ReturnType<typeof captureOutput>;
beforeEach(() => {
  output = captureOutput();
});

const good = sampleRecords(1)[0]!;
const FROM_QUARANTINE: ReplayRequest = { quarantined: true };

async function servingWorld(openSession?: OpenSession): Promise<FunctionWorld> {
  const world = await FunctionWorld.create(openSession === undefined ? {} : { openSession });
  await world.registry.version();
  await world.registry.promote(1);
  return world;
}

function replay(
  world: FunctionWorld,
  records: readonly unknown[],
  request: ReplayRequest,
  remainingMs?: number,
) {
  return world.handle({ ...eventOf(records), [REPLAY_FIELD]: request }, contextOf(remainingMs));
}

function idOf(place: number, sub: number | '-' = '-'): string {
  return `weir-input:shardId-000000000000:${place}:${sub}`;
}

test('a replay is answered with what became of each record, and says nothing of what they hold', async () => {
  const world = await servingWorld();
  const bad = { ...good, a: 'a secret' };
  const answer = await replay(world, [good, bad, good], { quarantined: false });
  expect(answer).toEqual({
    batchItemFailures: [],
    replay: {
      version: 1,
      predicted: [idOf(1), idOf(3)],
      rejected: [{ predictionId: idOf(2), reason: 'not-a-number', field: 'a', came: 'string' }],
    },
  });
  expect(replayReportSchema.parse(answer.replay)).toEqual(answer.replay);
  expect(world.predictions.map(({ predictionId }) => predictionId)).toEqual([idOf(1), idOf(3)]);
  expect(world.quarantined.map(({ predictionId }) => predictionId)).toEqual([idOf(2)]);
  expect(output.text()).not.toContain('a secret');
  const batch = output.lines().map((line) => JSON.parse(line));
  expect(batch.find(({ message }) => message === 'batch')).toMatchObject({ replay: true, predicted: 2 });
  expect(batch.find(({ RecordsPredicted }) => RecordsPredicted === 2)).not.toHaveProperty('ResponseTime');
});

test('an ordinary batch is answered without a report', async () => {
  const world = await servingWorld();
  expect(await world.invoke([good, { a: 'x' }])).toEqual({ batchItemFailures: [] });
});

test('what the quarantine has already is not stored a second time', async () => {
  const world = await servingWorld();
  world.down = 'quarantine';
  const { batchItemFailures, replay: report } = await replay(world, [{}], FROM_QUARANTINE);
  expect(batchItemFailures).toEqual([]);
  expect(report?.rejected).toEqual([
    { predictionId: idOf(1), reason: 'missing-feature', field: 'a', came: 'missing' },
  ]);
});

test('a dry run reports what would be, and writes nothing', async () => {
  const world = await servingWorld();
  const { replay: report } = await replay(world, [good, {}], { quarantined: false, dryRun: true });
  expect(report).toMatchObject({ predicted: [idOf(1)], rejected: [{ predictionId: idOf(2) }] });
  expect([world.predictions, world.quarantined]).toEqual([[], []]);
  expect(output.text()).not.toContain('_aws');
});

test('a record that came in an aggregate has the id that it had there, whatever its data look like', async () => {
  const world = await servingWorld();
  await world.invoke([aggregateOf([JSON.stringify(good), 'no', JSON.stringify(good)])]);
  const original = world.predictions.splice(0);
  const [rejected] = world.quarantined.splice(0);
  expect(rejected?.predictionId).toBe(idOf(1, 1));

  const within = aggregateOf([JSON.stringify(good)]);
  const { replay: report } = await replay(world, [good, good, within], {
    quarantined: true,
    subSequenceNumbers: [1, null, 7],
  });
  expect(report?.predicted).toEqual([idOf(1, 1), idOf(2)]);
  // The format does not nest: in its aggregate it was no aggregate either.
  expect(report?.rejected).toEqual([{ predictionId: idOf(3, 7), reason: 'aggregate-checksum' }]);
  const { predictionId: _, predictedAt: __, ...answer } = world.predictions[0]!;
  expect(original[0]).toMatchObject(answer);
});

test('a rejected part of an aggregate is stored with its own data when it is replayed', async () => {
  const world = await servingWorld();
  await replay(world, ['{"a": "é"}'], { quarantined: false, subSequenceNumbers: [4] });
  expect(world.quarantined).toMatchObject([
    {
      predictionId: idOf(1, 4),
      subSequenceNumber: 4,
      partitionKey: 'key-0',
      data: Buffer.from(JSON.stringify('{"a": "é"}')).toString('base64'),
    },
  ]);
});

test('while the output stream refuses, the report holds what was done, and the rest is handed back', async () => {
  const world = await servingWorld();
  world.down = 'stream';
  const answer = await replay(world, [{}, good, {}], FROM_QUARANTINE, 1_000);
  expect(answer).toMatchObject({
    batchItemFailures: [{ itemIdentifier: '2' }],
    replay: { predicted: [], rejected: [{ predictionId: idOf(1) }] },
  });
});

test('without a champion all is handed back, without a report', async () => {
  const world = await FunctionWorld.create();
  expect(await replay(world, [good], FROM_QUARANTINE, 300)).toEqual({
    batchItemFailures: [{ itemIdentifier: '1' }],
  });
});

test('a version is not refused for what it rejects of a replay, and not believed for what it accepts', async () => {
  const world = await servingWorld();
  await world.registry.version(rejectsEverything());
  await world.registry.promote(2);
  world.restart();
  // The former version would answer all of these.
  const { replay: report } = await replay(world, sampleRecords(50), FROM_QUARANTINE);
  expect(report).toMatchObject({ version: 2, predicted: [] });
  expect(report?.rejected).toHaveLength(50);
  expect(output.text()).not.toContain('version refused');
  // The same records from the stream itself are judged as ever.
  await world.invoke(sampleRecords(50));
  expect(output.text()).toContain('version refused');
  expect(world.takeVersions()).toEqual([1]);
});

test('records of the quarantine on which the model fails are rejected again, however many they are', async () => {
  const failing: OpenSession = async (bytes, options) => {
    const { openOnnxSession } = await import('../../../lib/model/adapters/onnx-session.ts');
    const session = await openOnnxSession(bytes, options);
    return {
      run: (rows, n) => {
        for (let row = 0; row < n; row++) if (rows[row * 4] === 99) throw new ModelRunError('no');
        return session.run(rows, n);
      },
      release: () => session.release(),
    };
  };
  const world = await servingWorld(failing);
  const guilty = Array.from({ length: 30 }, () => ({ ...good, a: 99 }));
  expect(await world.invoke([good, ...guilty])).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  const { batchItemFailures, replay: report } = await replay(world, [good, ...guilty], FROM_QUARANTINE);
  expect(batchItemFailures).toEqual([]);
  expect(report?.predicted).toEqual([idOf(1)]);
  expect(new Set(report?.rejected.map(({ reason }) => reason))).toEqual(new Set(['model-failed']));
});

test.each([
  ['no object', true, /weirReplay is no request for a replay: it: /],
  ['a field that it does not know', { quarantined: true, secret: 1 }, /weirReplay is no request/],
  ['a place that is none', { quarantined: true, subSequenceNumbers: [-1] }, /subSequenceNumbers\.0: /],
  [
    'places of other records',
    { quarantined: true, subSequenceNumbers: [1, 2] },
    /names 2 places; expected one of each of the 1 records/,
  ],
])('a request with %s is refused before anything is done', async (_, request, message) => {
  const world = await servingWorld();
  const event = { ...eventOf([good]), [REPLAY_FIELD]: request };
  await expect(world.handle(event, contextOf())).rejects.toThrow(message);
  expect(world.predictions).toEqual([]);
});

import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { Golden } from '../../../lib/contract/golden.ts';
import { captureOutput } from '../../support/captured-output.ts';
import { linearClassifier, type SampleModel } from '../../support/onnx-models.ts';
import { FunctionWorld } from './function-world.ts';
import { contextOf, eventOf, throwsOnLarge } from './support.ts';

/** Stands wherever a producer may put a value; neither a time nor a count looks like it. */
const MARK = 'MARK';
const NUMBER = 7.7123;
const MARKS = /MARK|7\.7123|77123/;

let output: ReturnType<typeof captureOutput>;
beforeEach(() => {
  output = captureOutput();
});

function withCarried(sample: SampleModel): SampleModel {
  return { ...sample, signature: { ...sample.signature, carriedKeys: ['customer'] } };
}

async function serving(sample: SampleModel, golden?: (golden: Golden) => unknown): Promise<FunctionWorld> {
  const world = await FunctionWorld.create();
  await world.registry.version(sample, golden === undefined ? {} : { golden });
  await world.registry.promote(1);
  return world;
}

const value = fc.oneof(
  fc.constantFrom(NUMBER, -NUMBER, 77123, NUMBER * 1e39, MARK, `${MARK} "quoted"`, null, true, [MARK], {
    [MARK]: MARK,
  }),
  fc.double(),
);
const record = fc.record(
  { a: value, b: value, c: value, d: value, customer: value, [MARK]: value },
  { requiredKeys: [] },
);
const garbage = fc.constantFrom(
  `{"a": ${MARK}}`,
  `${MARK}`,
  `{"a": "${MARK}`,
  `["${MARK}", 77123]`,
  `{"${MARK}": NaN}`,
  Buffer.from(`{"a": "${MARK}"}`).toString('base64'),
  `${'['.repeat(2000)}"${MARK}"`,
);
const bytes = garbage.map((text) => Buffer.from(text));
const anything = fc.oneof(
  record,
  bytes,
  fc.constant(Buffer.from([0xf3, 0x89, 0x9a, 0xc2, 0x4d, 0x41, 0x52, 0x4b])),
);

test('no value of any record is in a log line or a metric', async () => {
  const world = await serving(withCarried(linearClassifier()));
  let answers = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 20 }), async (records) => {
      const event = eventOf(records);
      const marked = event.Records.map((one) => ({
        ...one,
        kinesis: { ...one.kinesis, partitionKey: `${MARK}-${one.kinesis.partitionKey}` },
      }));
      expect(await world.handle({ Records: marked }, contextOf())).toEqual({ batchItemFailures: [] });
      answers += records.length;
      expect(world.predictions.length + world.quarantined.length).toBe(answers);
    }),
    { numRuns: 60 },
  );
  expect(JSON.stringify([world.predictions, world.quarantined])).toContain(MARK);
  expect(output.text()).not.toMatch(MARKS);
});

test('what the runtime says of a record that it fails on does not show its values', async () => {
  const small = { a: 0.5, b: 0, c: 0, d: 0 };
  const world = await serving(throwsOnLarge(), () => ({
    schema: 1,
    records: [{ record: small, label: 0.5 }],
  }));
  await world.invoke([small, { ...small, a: 77123 }, small]);
  expect(world.quarantined).toMatchObject([{ reason: 'model-failed', sequenceNumber: '2' }]);
  expect(output.text()).not.toMatch(MARKS);
});

test('a model that fails on most of a batch, and one that is refused for its golden records, show none either', async () => {
  const small = { a: 0.5, b: 0, c: 0, d: 0 };
  const world = await serving(throwsOnLarge(), () => ({
    schema: 1,
    records: [{ record: small, label: 0.5 }],
  }));
  const answer = await world.invoke(Array(40).fill({ ...small, a: 77123 }));
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  expect(world.quarantined).toEqual([]);
  const refused = await serving(throwsOnLarge(), () => ({
    schema: 1,
    records: [{ record: { ...small, a: 77123 }, label: 0 }],
  }));
  await refused.invoke([small], 500);
  expect(output.text()).toContain('golden-failed');
  expect(output.text()).not.toMatch(MARKS);
});

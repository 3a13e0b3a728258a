import { expect, test } from 'vitest';
import { readEvent } from '../../../lambdas/inference/read-event.ts';
import { UserError } from '../../../lib/contract/errors.ts';

const RECORD = {
  eventID: 'shardId-000000000000:1',
  eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/weir-input',
  kinesis: { partitionKey: 'k', sequenceNumber: '1', data: '', approximateArrivalTimestamp: 1.5 },
};

test('records of several shards are taken, as a replay may bring them', () => {
  const other = { ...RECORD, eventID: 'shardId-000000000001:1' };
  expect(readEvent({ Records: [RECORD, other, RECORD] }).Records).toHaveLength(3);
});

test('an event of a Kinesis event source mapping is taken as it is', () => {
  expect(readEvent({ Records: [RECORD, RECORD] }).Records).toEqual([RECORD, RECORD]);
  expect(readEvent({ Records: [] }).Records).toEqual([]);
});

test.each([
  [null, 'came null'],
  ['text', 'came string'],
  [{}, 'came object without an array Records'],
  [{ Records: {} }, 'came object without an array Records'],
  [{ Records: [3] }, 'Records[0] is number'],
  [{ Records: [{ eventSource: 'aws:sqs', body: 'secret' }] }, 'kinesis is missing (an event of aws:sqs)'],
  [
    { Records: [RECORD, { ...RECORD, eventID: undefined }] },
    'Records[1].eventID is missing, expected string',
  ],
  [withKinesis({ data: 7 }), 'Records[0].kinesis.data is number, expected string'],
  [
    withKinesis({ approximateArrivalTimestamp: '1' }),
    'approximateArrivalTimestamp is string, expected number',
  ],
  [withKinesis({ sequenceNumber: 'latest' }), 'sequenceNumber is not a decimal number'],
  [withKinesis({ sequenceNumber: '1"x1' }), 'sequenceNumber is not a decimal number'],
  ...['x', '1', ':1', 'shardId-000000000000:2', 'sh"ard:1', 'shärd:1', 'shard\u0100:1', 'shard1'].map(
    (eventID): [unknown, string] => [
      { Records: [RECORD, { ...RECORD, eventID }] },
      "Records[1].eventID is not <shard id>:<the record's sequence number>",
    ],
  ),
])('%j is refused: %s', (event, problem) => {
  expect(() => readEvent(event)).toThrow(UserError);
  expect(() => readEvent(event)).toThrow(problem);
});

test.each(['1"x1', '1'.repeat(130), `${'1'.repeat(55)}x`, `"${'1'.repeat(55)}`])(
  'the sequence number %s is refused after a good record of the same shard too',
  (sequenceNumber) => {
    const [good, bad] = ['1'.repeat(56), sequenceNumber].map((number) => ({
      ...RECORD,
      eventID: `shardId-000000000000:${number}`,
      kinesis: { ...RECORD.kinesis, sequenceNumber: number },
    }));
    expect(readEvent({ Records: [good, good] }).Records).toHaveLength(2);
    expect(() => readEvent({ Records: [good, bad] })).toThrow(
      'Records[1].kinesis.sequenceNumber is not a decimal number',
    );
  },
);

test("an event id of another record's sequence number, or of another shard's name, is refused", () => {
  const [a, b] = ['1'.repeat(56), '2'.repeat(56)].map((sequenceNumber) => ({
    ...RECORD,
    eventID: `shardId-000000000000:${sequenceNumber}`,
    kinesis: { ...RECORD.kinesis, sequenceNumber },
  }));
  const bare = { ...a!, eventID: a!.kinesis.sequenceNumber };
  expect(() => readEvent({ Records: [bare, bare] })).toThrow('Records[0].eventID is not <shard id>');
  const quoted = { ...b!, eventID: b!.eventID.replace('-', '"') };
  for (const bad of [{ ...b!, eventID: a!.eventID }, quoted, { ...b!, eventID: `${b!.eventID}2` }]) {
    expect(() => readEvent({ Records: [a, bad] })).toThrow(
      "Records[1].eventID is not <shard id>:<the record's sequence number>",
    );
  }
});

test('the refusal shows no value of the event', () => {
  const event = { Records: [{ eventSource: 'aws:sqs secret', body: 'secret' }] };
  expect(() => readEvent(event)).toThrow(/^((?!secret).)*$/s);
});

function withKinesis(fields: Readonly<Record<string, unknown>>): unknown {
  return { Records: [{ ...RECORD, kinesis: { ...RECORD.kinesis, ...fields } }] };
}

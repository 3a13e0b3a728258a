import { expect, test } from 'vitest';
import { encodeEvent, encodeRecord } from '../../../localstack/event-source-mapping/kinesis-event.ts';

test('an event has the shape that Lambda documents', () => {
  const record = encodeRecord(
    {
      data: new TextEncoder().encode('Hello, this is a test.'),
      partitionKey: '1',
      sequenceNumber: '49590338271490256608559692538361571095921575989136588898',
      arrivedAt: new Date(1_545_084_650_987),
    },
    'shardId-000000000006',
    {
      eventSourceArn: 'arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream',
      region: 'us-east-2',
      invokeIdentityArn: 'arn:aws:iam::123456789012:role/lambda-role',
    },
  );
  expect(JSON.parse(encodeEvent([record, record])).Records[1]).toEqual({
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: '1',
      sequenceNumber: '49590338271490256608559692538361571095921575989136588898',
      data: 'SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==',
      approximateArrivalTimestamp: 1545084650.987,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: 'shardId-000000000006:49590338271490256608559692538361571095921575989136588898',
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::123456789012:role/lambda-role',
    awsRegion: 'us-east-2',
    eventSourceARN: 'arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream',
  });
});

test('a shift moves the arrival that the function is told, and not the one by which ages go', () => {
  const arrivedAt = new Date(1_545_084_650_987);
  const record = { data: new Uint8Array(), partitionKey: '1', sequenceNumber: '1', arrivedAt };
  const source = { eventSourceArn: 'arn:s', region: 'us-east-2', invokeIdentityArn: 'arn:r' };
  const shifted = encodeRecord(record, 'shardId-000000000006', source, -3_600_000);
  const [told] = JSON.parse(encodeEvent([shifted])).Records;
  expect(told.kinesis.approximateArrivalTimestamp).toBe(1545081050.987);
  expect(shifted.arrivedAtMs).toBe(arrivedAt.getTime());
});

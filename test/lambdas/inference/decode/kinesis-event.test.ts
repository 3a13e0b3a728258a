import { describe, expect, it } from 'vitest';
import { arrivedAtOf, shardIdOf, streamNameOf } from '../../../../lambdas/inference/decode/kinesis-event.ts';
import { eventOf } from '../records.ts';

const record = eventOf(['{}']).Records[0]!;

function arrivedAt(approximateArrivalTimestamp: number): string {
  return arrivedAtOf({ ...record, kinesis: { ...record.kinesis, approximateArrivalTimestamp } });
}

describe('a Kinesis record', () => {
  it('names its stream and shard, read by the function or by an enhanced fan-out consumer', () => {
    expect(streamNameOf(record)).toBe('weir-input');
    expect(shardIdOf(record)).toBe('shardId-000000000006');
    const consumer = 'arn:aws:kinesis:us-east-1:000000000000:stream/weir-input/consumer/fast:1770000000';
    expect(streamNameOf({ ...record, eventSourceARN: consumer })).toBe('weir-input');
  });

  it('has arrived at an instant that can be written, whatever its number', () => {
    expect(arrivedAt(1_770_000_000.123)).toBe('2026-02-02T02:40:00.123Z');
    expect(arrivedAt(-1)).toBe('1970-01-01T00:00:00.000Z');
    expect(arrivedAt(1e300)).toBe('1970-01-01T00:00:00.000Z');
  });
});

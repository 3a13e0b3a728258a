import type { Duration } from 'aws-cdk-lib';
import { matchingText, wholeNumber } from '../range.ts';

/** How much a stream takes: so many shards, or what comes, at a higher price per byte and none per shard. */
export type StreamCapacity =
  /** Each shard takes 1,000 records and 1 MB a second: `weir plan` counts them, the output by sub-records. */
  | { readonly mode: 'provisioned'; readonly inputShards: number; readonly outputShards: number }
  | { readonly mode: 'on-demand' };

/** More than a stream can be scaled to. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html */
const MAX_SHARDS = 10_000;

/** 365 days. https://docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html */
const RETENTION_HOURS = { from: 24, to: 8_760, of: 'hours' } as const;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html */
const STREAM_NAME = /^[A-Za-z0-9_.-]{1,128}$/;

/** @throws UserError */
export function checkedStreamName(prop: string, name: string): string {
  return matchingText(prop, name, STREAM_NAME, '1 to 128 letters, digits, "_", "-" and "."');
}

/** @throws UserError */
export function checkedShards(prop: string, shards: number): number {
  return wholeNumber(prop, shards, { from: 1, to: MAX_SHARDS, of: 'shards' });
}

/** @throws UserError */
export function checkedRetention(retention: Duration): Duration {
  wholeNumber('retention', retention.toHours({ integral: false }), RETENTION_HOURS);
  return retention;
}

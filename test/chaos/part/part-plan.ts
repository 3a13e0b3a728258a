import type { Order } from '../../../lib/contract/prediction.ts';
import type { Blow } from '../weather/timeline.ts';

/** A part of a run: records that go one way. */
export interface PartPlan {
  /** Names its streams and its store. */
  readonly name: string;
  readonly order: Order;
  readonly records: number;
  /** Of the input and of the output stream, at the start. */
  readonly shards: number;
  readonly keys: number;
  /** Records of one invocation at most. */
  readonly batchSize: number;
  /** Batches of one shard at once. */
  readonly parallelizationFactor: number;
  /** Processes of the function at most. */
  readonly concurrency: number;
  readonly blows: Readonly<Record<Blow, number>>;
}

type Named = Pick<PartPlan, 'name'>;

/** The stream of a part's records. */
export function inputStreamOf({ name }: Named): string {
  return `${name}-input`;
}

/** The stream of a part's predictions. */
export function outputStreamOf({ name }: Named): string {
  return `${name}-output`;
}

/**
 * Registry, quarantine and destination of a part.
 * @param bucket s3://bucket
 */
export function storeOf(bucket: string, { name }: Named): string {
  return `${bucket}/${name}`;
}

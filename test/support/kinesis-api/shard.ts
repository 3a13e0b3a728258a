import type { StreamRecord } from '../../../lib/streams/stream-client.ts';
import type { HashKeyRange } from './hash-keys.ts';
import { RecordLog } from './record-log.ts';
import { SequenceNumbers } from './sequence-numbers.ts';

/** One shard: what it holds, whose child it is, and whether it still takes records. */
export class KinesisShard {
  readonly shardId: string;
  readonly range: HashKeyRange;
  /** None, the shard that was split, or the two that were merged. */
  readonly parents: readonly KinesisShard[];
  readonly log = new RecordLog();
  readonly numbers: SequenceNumbers;
  closed = false;

  constructor(shardNumber: number, range: HashKeyRange, parents: readonly KinesisShard[]) {
    this.shardId = `shardId-${String(shardNumber).padStart(12, '0')}`;
    this.range = range;
    this.parents = parents;
    this.numbers = new SequenceNumbers(shardNumber);
  }

  record(index: number): StreamRecord {
    const { partitionKey, data, arrivedAt } = this.log.at(index);
    return { sequenceNumber: this.numbers.of(index), partitionKey, data, arrivedAt: new Date(arrivedAt) };
  }
}

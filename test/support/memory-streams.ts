import type {
  PutOutcome,
  RecordPage,
  Shard,
  ShardPosition,
  StreamClient,
  StreamEntry,
  StreamRecord,
} from '../../lib/streams/stream-client.ts';
import { IteratorExpired, StreamNotFound } from '../../lib/streams/stream-client.ts';

interface MemoryShard {
  readonly parents: readonly string[];
  readonly records: StreamRecord[];
  closed: boolean;
}

/** A StreamClient in memory for one stream, whose answers tests can bend. */
export class MemoryStreams implements StreamClient {
  readonly location = 'memory';
  readonly shards = new Map<string, MemoryShard>();
  /** Thrown by the next calls, first to last, before they do anything. */
  readonly faults: Error[] = [];
  /** Decides of each entry of a request whether it fails; by default none does. */
  failsEntry: (request: number, place: number) => boolean = () => false;
  /** The service's time: when records arrive. */
  now: () => Date = () => new Date();
  /** The requests of putEntries: the number of entries and bytes of each. */
  readonly requests: { readonly entries: number; readonly bytes: number }[] = [];
  /** Iterators issued before this call count as expired. */
  #expiredBefore = 0;
  #iterators = 0;
  #sequence = 0;
  #losses = 0;
  readonly #stream: string;

  constructor(stream: string, shards: number) {
    this.#stream = stream;
    for (let index = 0; index < shards; index++) this.#addShard([]);
  }

  async createStream(): Promise<void> {}

  async streamStatus(): Promise<'ACTIVE'> {
    return 'ACTIVE';
  }

  async listShards(stream: string): Promise<readonly Shard[]> {
    this.#enter(stream);
    return [...this.shards].map(([shardId, { parents, closed }]) => ({
      shardId,
      parentShardId: parents[0],
      adjacentParentShardId: parents[1],
      closed,
    }));
  }

  async putEntries(stream: string, entries: readonly StreamEntry[]): Promise<readonly PutOutcome[]> {
    this.#enter(stream);
    const bytes = entries.reduce((sum, { data, partitionKey }) => sum + data.length + partitionKey.length, 0);
    const request = this.requests.push({ entries: entries.length, bytes }) - 1;
    return entries.map((entry, place) =>
      this.failsEntry(request, place)
        ? { errorCode: 'InternalFailure', errorMessage: 'injected' }
        : this.put(this.#openShards()[hash(entry.partitionKey) % this.#openShards().length]!, entry),
    );
  }

  async shardIterator(stream: string, shardId: string, position: ShardPosition): Promise<string> {
    this.#enter(stream);
    const { records } = this.shards.get(shardId)!;
    if (namesAnother(records, position)) throw new StreamNotFound(stream, this.location);
    return this.#issue(shardId, startIndex(records, position));
  }

  async getRecords(iterator: string, limit: number): Promise<RecordPage> {
    this.#enter(this.#stream);
    const { shardId, index, issued } = JSON.parse(iterator);
    if (issued < this.#expiredBefore) throw new IteratorExpired('expired');
    const { records, closed } = this.shards.get(shardId)!;
    const page = records.slice(index, index + limit);
    const next = index + page.length;
    const atEnd = closed && next === records.length;
    return {
      records: page,
      nextIterator: atEnd ? undefined : this.#issue(shardId, next),
      millisBehindLatest: next < records.length ? 1 : 0,
    };
  }

  close(): void {}

  /** Puts a record on a shard of one's choice. */
  put(shardId: string, entry: StreamEntry): { readonly shardId: string; readonly sequenceNumber: string } {
    const place = String(++this.#sequence).padStart(12, '0');
    const sequenceNumber = `4950${place}${String(this.#losses).padStart(3, '0')}`;
    this.shards.get(shardId)!.records.push({ ...entry, sequenceNumber, arrivedAt: this.now() });
    return { shardId, sequenceNumber };
  }

  /** Loses a shard's newest records, as kinesis-mock does when it is killed: the next ones get their places. */
  lose(shardId: string, count: number): void {
    const { records } = this.shards.get(shardId)!;
    records.splice(records.length - count, count);
    this.#sequence -= count;
    this.#losses++;
  }

  /** Closes two shards and opens the child of both. */
  merge(shardId: string, adjacent: string): string {
    for (const parent of [shardId, adjacent]) this.shards.get(parent)!.closed = true;
    return this.#addShard([shardId, adjacent]);
  }

  /** Closes a shard and opens two children. */
  split(shardId: string): readonly string[] {
    this.shards.get(shardId)!.closed = true;
    return [this.#addShard([shardId]), this.#addShard([shardId])];
  }

  closeAll(): void {
    for (const shard of this.shards.values()) shard.closed = true;
  }

  expireIterators(): void {
    this.#expiredBefore = this.#iterators;
  }

  #openShards(): string[] {
    return [...this.shards].filter(([, shard]) => !shard.closed).map(([shardId]) => shardId);
  }

  #addShard(parents: readonly string[]): string {
    const shardId = `shardId-${String(this.shards.size).padStart(12, '0')}`;
    this.shards.set(shardId, { parents, records: [], closed: false });
    return shardId;
  }

  #issue(shardId: string, index: number): string {
    return JSON.stringify({ shardId, index, issued: this.#iterators++ });
  }

  #enter(stream: string): void {
    const fault = this.faults.shift();
    if (fault) throw fault;
    if (stream !== this.#stream) throw new StreamNotFound(stream, this.location);
  }
}

/** True for a record that the shard does not have; kinesis-mock then says that it finds nothing. */
function namesAnother(records: readonly StreamRecord[], position: ShardPosition): boolean {
  return (
    'sequenceNumber' in position &&
    !records.some((record) => record.sequenceNumber === position.sequenceNumber)
  );
}

function startIndex(records: readonly StreamRecord[], position: ShardPosition): number {
  const find = (matches: (record: StreamRecord) => boolean) => {
    const index = records.findIndex(matches);
    return index === -1 ? records.length : index;
  };
  switch (position.type) {
    case 'TRIM_HORIZON':
      return 0;
    case 'LATEST':
      return records.length;
    case 'AT_TIMESTAMP':
      return find((record) => record.arrivedAt >= position.timestamp);
    case 'AT_SEQUENCE_NUMBER':
      return find((record) => record.sequenceNumber >= position.sequenceNumber);
    case 'AFTER_SEQUENCE_NUMBER':
      return find((record) => record.sequenceNumber > position.sequenceNumber);
  }
}

function hash(text: string): number {
  return [...text].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) >>> 0, 7);
}

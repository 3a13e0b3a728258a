import { type EventSourceMappingSettings, UNLIMITED } from '../../lib/contract/event-source-mapping.ts';
import type { DiscardCondition, LastAnswer } from './destinations/failed-batch.ts';
import { type GiveUpPorts, giveUp } from './destinations/give-up.ts';
import { type Invoked, type InvokePorts, invokeBatch } from './invoke-batch.ts';
import type { EncodedRecord } from './kinesis-event.ts';
import { pauseMs } from './retry-pause.ts';

/** What the delivery of a batch stands on. */
export interface DeliveryPorts extends Omit<InvokePorts, 'readsResponses'>, GiveUpPorts {
  readonly settings: Pick<
    EventSourceMappingSettings,
    | 'functionResponseTypes'
    | 'bisectBatchOnFunctionError'
    | 'maximumRetryAttempts'
    | 'maximumRecordAgeInSeconds'
  >;
  /** So many more records of the batch, from the first on, are done or given up: the checkpoint moves. */
  onDone(records: number): Promise<void>;
  /** Aborts: the invocation that runs ends, and no other starts. */
  readonly stopping: AbortSignal;
}

/** Records that are delivered together, and what became of them so far. */
interface Piece {
  readonly records: readonly EncodedRecord[];
  /** Invocations that had these records. */
  readonly invocations: number;
  readonly lastAnswer: LastAnswer | undefined;
}

/**
 * Delivers one batch until all of it is done or given up, or until stopped.
 *
 * - Records that are too old are given up before each invocation: those from the front on, up to the first that
 *   is young enough. The documents do not say whether Lambda looks at each record or at the batch.
 * - A partial response moves the checkpoint to the reported record; what is left comes again. The documents do
 *   not say whether Lambda tops it up with newer records; here it does not.
 * - A failure of the whole (an answer that means nothing is one) splits the batch in two when it bisects, the
 *   first half being the longer one; the first half is delivered until it is done, then the second. A split
 *   uses up no retry and makes no pause. Otherwise the failure uses up a retry.
 * - A partial response that reports the first record moves nothing, and there is no place before it to split
 *   at: it uses up a retry, with bisect too. This is our reading.
 * - The count of retries starts at 0 when the checkpoint moves, so what a partial response leaves has all of its
 *   retries; this is our reading of maximumRetryAttempts 0, with which it then still comes again.
 * - When the retries are used up, what was delivered together is given up, and the rest of the batch goes on.
 * - A throttled try is no invocation: it uses up no retry and splits nothing, and only the records' age ends it.
 * - Counts live in memory: after a restart they begin anew.
 *
 * Poison: a record on which every invocation fails, in a batch of n that bisects, R retries. On the way down
 * each batch that has it fails once: d times, where d is its depth in the tree of halves,
 * floor(log2 n) <= d <= ceil(log2 n). Alone it fails 1 + R times. Every half without it, d in all, succeeds at
 * once; of these, the ones before it (one for each time it lies in a second half) come before the shard moves
 * on. So the shard moves on after d + 1 + R failed deliveries, d + 1 + R to 2d + 1 + R in all, and the batch is
 * through after 2d + 1 + R: for n = 10,000, d is 13 or 14.
 */
export async function deliverBatch(batch: readonly EncodedRecord[], ports: DeliveryPorts): Promise<void> {
  const delivery = new Delivery(batch, ports);
  while (delivery.goesOn) await delivery.step();
}

class Delivery {
  readonly #ports: DeliveryPorts;
  readonly #invokePorts: InvokePorts;
  /** The last one is the next. */
  readonly #pieces: Piece[];
  /** Used up since the checkpoint moved. */
  #retries = 0;
  /** In a row. */
  #throttles = 0;
  /** The mapping stops, and what was under way does not count. */
  #halted = false;

  constructor(batch: readonly EncodedRecord[], ports: DeliveryPorts) {
    this.#ports = ports;
    const readsResponses = ports.settings.functionResponseTypes.includes('ReportBatchItemFailures');
    this.#invokePorts = { ...ports, readsResponses };
    this.#pieces = [{ records: batch, invocations: 0, lastAnswer: undefined }];
  }

  get goesOn(): boolean {
    return this.#pieces.length > 0 && !this.#halted && !this.#ports.stopping.aborted;
  }

  /** Gives up what is too old, or makes one invocation and draws its consequences. */
  async step(): Promise<void> {
    const piece = this.#pieces.at(-1)!;
    const expired = expiredRecords(
      piece.records,
      this.#ports.clock.now(),
      this.#ports.settings.maximumRecordAgeInSeconds,
    );
    if (expired > 0) return this.#giveUp(piece, expired, 'RecordAgeExceeded');
    const invoked = await invokeBatch(piece.records, this.#invokePorts);
    if (invoked === 'abandoned') this.#halted = true;
    else if (invoked === 'throttled') await this.#pause(++this.#throttles);
    else await this.#settle(piece, invoked);
  }

  async #settle(piece: Piece, { done, failed, answer }: Exclude<Invoked, string>): Promise<void> {
    this.#throttles = 0;
    const tried = { ...piece, invocations: piece.invocations + 1, lastAnswer: answer };
    if (done > 0) return this.#moveOn(tried, done);
    const { bisectBatchOnFunctionError, maximumRetryAttempts } = this.#ports.settings;
    if (failed && bisectBatchOnFunctionError && piece.records.length > 1) return this.#bisect(tried);
    if (this.#retries === maximumRetryAttempts)
      return this.#giveUp(tried, tried.records.length, 'RetryAttemptsExhausted');
    this.#replace(tried);
    await this.#pause(++this.#retries);
  }

  /** The checkpoint moves over the piece's first records; what is left of it comes again, after a pause. */
  async #moveOn(piece: Piece, done: number): Promise<void> {
    this.#retries = 0;
    const records = piece.records.slice(done);
    this.#replace(...(records.length > 0 ? [{ ...piece, records }] : []));
    await this.#ports.onDone(done);
    if (records.length > 0) await this.#pause(1);
  }

  #bisect(piece: Piece): void {
    const middle = Math.ceil(piece.records.length / 2);
    const first = { ...piece, records: piece.records.slice(0, middle) };
    const second = { ...piece, records: piece.records.slice(middle) };
    this.#replace(second, first);
    this.#ports.onEvent({
      type: 'bisected',
      records: piece.records.length,
      halves: [first.records.length, second.records.length],
    });
  }

  async #giveUp(piece: Piece, count: number, condition: DiscardCondition): Promise<void> {
    const { invocations, lastAnswer } = piece;
    const records = piece.records.slice(0, count);
    this.#halted = !(await giveUp({ records, condition, invocations, lastAnswer }, this.#ports));
    if (this.#halted) return;
    this.#retries = 0;
    const left = piece.records.slice(count);
    this.#replace(...(left.length > 0 ? [{ ...piece, records: left }] : []));
    await this.#ports.onDone(count);
  }

  #replace(...pieces: readonly Piece[]): void {
    this.#pieces.pop();
    this.#pieces.push(...pieces);
  }

  #pause(failures: number): Promise<void> {
    return this.#ports.clock.sleep(pauseMs(failures, this.#ports.retryPauseMs), this.#ports.stopping);
  }
}

/** How many records, from the first on, are older than allowed. */
function expiredRecords(
  records: readonly EncodedRecord[],
  nowMs: number,
  maximumRecordAgeInSeconds: number,
): number {
  if (maximumRecordAgeInSeconds === UNLIMITED) return 0;
  const oldestMs = nowMs - maximumRecordAgeInSeconds * 1000;
  const young = records.findIndex((record) => record.arrivedAtMs >= oldestMs);
  return young === -1 ? records.length : young;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { predictionId } from '../../lib/contract/prediction.ts';
import { putRecords } from '../../lib/streams/put-records.ts';
import { readStream, type ShardRecord } from '../../lib/streams/read-stream.ts';
import { LATEST, type StreamClient } from '../../lib/streams/stream-client.ts';
import { Answers } from './answers.ts';

/** Records of one put: small enough that a record does not wait long for its neighbours. */
const BATCH = 49;

/** How often the output stream is asked, in milliseconds: it bounds what the reading adds to a latency. */
const POLL_MS = 20;

export interface StreamThroughOptions {
  readonly client: StreamClient;
  readonly input: string;
  readonly output: string;
  /** What to send, in this order. */
  readonly records: readonly Readonly<Record<string, unknown>>[];
  /** Gives up when no new answer has come for so long. */
  readonly patienceMs: number;
  /** The ids that were rejected so far: no answer will come for them. */
  readonly rejectedIds: () => Promise<ReadonlySet<string>>;
  readonly signal: AbortSignal;
  readonly onProgress: (answered: number) => void;
}

/** A record that was sent. */
export interface Sent {
  readonly id: string;
  /** When its put was called, in milliseconds of the performance clock. */
  readonly putAt: number;
}

export interface StreamedThrough {
  /** In the order of the records. */
  readonly sent: readonly Sent[];
  readonly answers: Answers;
  readonly rejected: ReadonlySet<string>;
}

/** Sends records through the input stream and reads the output stream until each is accounted for. */
export async function streamThrough(options: StreamThroughOptions): Promise<StreamedThrough> {
  const { client, output, signal } = options;
  const answers = new Answers();
  const done = new AbortController();
  const stop = AbortSignal.any([signal, done.signal]);
  // The reader stands at the end of the stream before the first record goes in.
  const reader = await readStream(client, output, { position: LATEST, pollMs: POLL_MS, signal: stop });
  const reading = collect(reader, answers, options);
  try {
    const sent = await Promise.race([sendAll(options), endsEarly(reading, signal)]);
    const rejected = await Promise.race([settle(sent, answers, options), endsEarly(reading, signal)]);
    return { sent, answers, rejected };
  } finally {
    done.abort();
    await reading.catch(() => undefined);
  }
}

async function collect(
  reader: AsyncIterable<ShardRecord>,
  answers: Answers,
  { onProgress }: StreamThroughOptions,
): Promise<void> {
  for await (const record of reader) {
    answers.add(record, performance.now());
    onProgress(answers.first.size);
  }
}

/** Reading goes on until it is told to stop; an end before that is Ctrl-C or a fault. */
async function endsEarly(reading: Promise<void>, signal: AbortSignal): Promise<never> {
  await reading;
  signal.throwIfAborted();
  throw new Error('the output stream ended before every record was answered');
}

async function sendAll({ client, input, records, signal }: StreamThroughOptions): Promise<Sent[]> {
  const sent: Sent[] = [];
  for (let start = 0; start < records.length; start += BATCH) {
    signal.throwIfAborted();
    const entries = records.slice(start, start + BATCH).map((record, index) => ({
      data: Buffer.from(JSON.stringify(record)),
      partitionKey: `customer-${start + index}`,
    }));
    const putAt = performance.now();
    const receipts = await putRecords(client, input, entries, { signal });
    for (const { shardId, sequenceNumber } of receipts) {
      const id = predictionId({ streamName: input, shardId, sequenceNumber, subSequenceNumber: null });
      sent.push({ id, putAt });
    }
  }
  return sent;
}

/** Waits until every record is answered or rejected, or until patience ends; says which were rejected. */
async function settle(
  sent: readonly Sent[],
  answers: Answers,
  { patienceMs, rejectedIds, signal }: StreamThroughOptions,
): Promise<ReadonlySet<string>> {
  let before = answers.first.size;
  let newsAt = performance.now();
  for (;;) {
    signal.throwIfAborted();
    const unanswered = sent.filter(({ id }) => !answers.first.has(id));
    if (unanswered.length === 0) return new Set();
    if (answers.first.size > before) newsAt = performance.now();
    before = answers.first.size;
    // Looked at once a second goes by without news: a rejection never comes to the output stream.
    const quietMs = performance.now() - newsAt;
    const rejected = quietMs > 1000 ? await rejectedIds() : new Set<string>();
    if (quietMs > patienceMs || (quietMs > 1000 && unanswered.every(({ id }) => rejected.has(id))))
      return rejected;
    await sleep(quietMs > 1000 ? 250 : POLL_MS);
  }
}

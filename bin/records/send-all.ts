import { isFailure, isUnanswered, type PutResult, tryPutRecords } from '../../lib/streams/put-records.ts';
import { type StreamClient, StreamNotFound } from '../../lib/streams/stream-client.ts';
import type { Outgoing, Problem, Sendable } from './outgoing.ts';
import { paced } from './pace.ts';

export interface SendAllOptions {
  /** Records a second; undefined: as fast as they are taken. */
  readonly rate: number | undefined;
  /** Records of one request at most: 1 to 500. */
  readonly batch: number;
  /** Ends the sending between two requests. */
  readonly signal: AbortSignal;
  /** The first back-off of records that the stream refuses, in milliseconds. Default: as putRecords has it. */
  readonly backoffMs?: number;
  readonly onProblem: (problem: Problem) => void;
  readonly onSent: (sent: number, seconds: number) => void;
}

export interface SendOutcome {
  /** Records that the stream acknowledged. */
  readonly sent: number;
  readonly seconds: number;
  /** The signal's reason, when it ended the sending early. */
  readonly interrupted: unknown;
  /** What ended the sending early otherwise: what the client threw, such as StreamNotFound, or the file's fault. */
  readonly fault: unknown;
  /** Where to go on, when it ended early. */
  readonly rest: Rest | undefined;
}

/** What is left of a file whose sending ended early. All are line numbers, in their order. */
export interface Rest {
  /** Each line before this one is on the stream, or a problem that was told of. */
  readonly from: number;
  /** Lines from there on that are on the stream all the same. */
  readonly sent: readonly number[];
  /** Lines from there on that may be on the stream: their request was cut off. */
  readonly unknown: readonly number[];
  /** Lines from there on that were read, and are not on the stream. */
  readonly unsent: readonly number[];
}

/**
 * Puts items on a stream at a rate. A line that is no record, or that the stream refuses at every attempt, is
 * a problem and the others go on. Nothing is thrown: whatever ends it early is part of the outcome.
 */
export async function sendAll(
  client: StreamClient,
  stream: string,
  items: Iterable<Outgoing> | AsyncIterable<Outgoing>,
  options: SendAllOptions,
): Promise<SendOutcome> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const { rate, batch, signal, backoffMs } = options;
  let sent = 0;
  let from = 1;
  const ended = (rest?: Rest, fault?: unknown): SendOutcome => {
    const interrupted = signal.aborted && rest !== undefined ? signal.reason : undefined;
    return {
      sent,
      seconds: seconds(),
      interrupted,
      fault: interrupted === undefined ? fault : undefined,
      rest,
    };
  };
  try {
    for await (const group of paced(items, { perSecond: rate, batch, signal })) {
      if (signal.aborted) return ended(nothingSent(from, group));
      for (const item of group) if ('problem' in item) options.onProblem(item);
      const records = group.filter(isSendable);
      const retries = { signal, ...(backoffMs !== undefined && { backoffMs }) };
      const result = await tryPutRecords(client, stream, records, retries);
      sent += result.outcomes.filter((outcome) => !isFailure(outcome)).length;
      options.onSent(sent, seconds());
      if (result.fault !== undefined) return ended(restOf(records, result), result.fault.thrown);
      for (const problem of refused(records, result)) options.onProblem(problem);
      from = group.at(-1)!.line + 1;
    }
  } catch (thrown) {
    return ended(nothingSent(from, []), thrown);
  }
  return ended(signal.aborted ? nothingSent(from, []) : undefined);
}

function isSendable(item: Outgoing): item is Sendable {
  return 'data' in item;
}

function refused(records: readonly Sendable[], { outcomes }: PutResult): Problem[] {
  return outcomes.flatMap((outcome, index) =>
    isFailure(outcome) ? [{ line: records[index]!.line, problem: `refused: ${outcome.errorCode}` }] : [],
  );
}

function nothingSent(from: number, group: readonly Outgoing[]): Rest {
  return { from, sent: [], unknown: [], unsent: group.map(({ line }) => line) };
}

/** Of a group whose put was cut off, which is why some of its records failed. */
function restOf(records: readonly Sendable[], { outcomes, fault }: PutResult): Rest {
  const from = records[outcomes.findIndex(isFailure)]!.line;
  const rest = { from, sent: [] as number[], unknown: [] as number[], unsent: [] as number[] };
  // A stream that is not there has taken nothing.
  const nowhere = fault?.thrown instanceof StreamNotFound;
  for (const [index, { line }] of records.entries()) {
    const outcome = outcomes[index]!;
    if (line < from) continue;
    if (!isFailure(outcome)) rest.sent.push(line);
    else if (isUnanswered(outcome) && !nowhere) rest.unknown.push(line);
    else rest.unsent.push(line);
  }
  return rest;
}

import { EntriesFailed, isFailure, putRecords } from '../../lib/streams/put-records.ts';
import type { StreamClient } from '../../lib/streams/stream-client.ts';
import type { Outgoing, Problem, Sendable } from './outgoing.ts';
import { paced } from './pace.ts';

export interface SendAllOptions {
  /** Records a second; undefined: as fast as they are taken. */
  readonly rate: number | undefined;
  /** Records of one request at most: 1 to 500. */
  readonly batch: number;
  /** Ends the sending between two requests. */
  readonly signal: AbortSignal;
  readonly onProblem: (problem: Problem) => void;
  readonly onSent: (sent: number, seconds: number) => void;
}

export interface SendOutcome {
  /** Records that the stream acknowledged. */
  readonly sent: number;
  readonly seconds: number;
  /** The signal's reason, when it ended the sending early. */
  readonly interrupted: unknown;
}

/**
 * Puts items on a stream at a rate. A line that is no record, or that the stream refuses at every attempt, is
 * a problem and the others go on.
 * @throws what the stream's client throws, such as StreamNotFound
 */
export async function sendAll(
  client: StreamClient,
  stream: string,
  items: Iterable<Outgoing> | AsyncIterable<Outgoing>,
  options: SendAllOptions,
): Promise<SendOutcome> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const { rate, batch, signal } = options;
  let sent = 0;
  try {
    for await (const group of paced(items, { perSecond: rate, batch, signal })) {
      for (const item of group) if ('problem' in item) options.onProblem(item);
      const failed = await putGroup(client, stream, group.filter(isSendable));
      for (const problem of failed) options.onProblem(problem);
      sent += group.filter(isSendable).length - failed.length;
      options.onSent(sent, seconds());
    }
  } catch (thrown) {
    if (!signal.aborted || thrown !== signal.reason) throw thrown;
  }
  return { sent, seconds: seconds(), interrupted: signal.aborted ? signal.reason : undefined };
}

function isSendable(item: Outgoing): item is Sendable {
  return 'data' in item;
}

async function putGroup(
  client: StreamClient,
  stream: string,
  group: readonly Sendable[],
): Promise<Problem[]> {
  try {
    await putRecords(client, stream, group);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof EntriesFailed)) throw thrown;
    return thrown.outcomes.flatMap((outcome, index) =>
      isFailure(outcome) ? [{ line: group[index]!.line, problem: `refused: ${outcome.errorCode}` }] : [],
    );
  }
}

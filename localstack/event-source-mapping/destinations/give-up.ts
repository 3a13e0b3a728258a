import { reasonOf } from '../../../lib/contract/errors.ts';
import { orAbandoned } from '../abandon.ts';
import type { Clock } from '../clock.ts';
import type { ShardEvent } from '../events.ts';
import type { FailureDestination } from '../ports.ts';
import { pauseMs, type RetryPause } from '../retry-pause.ts';
import { type Discard, type DiscardSource, failedBatchOf } from './failed-batch.ts';

/** What giving up records stands on. */
export interface GiveUpPorts {
  readonly destination: FailureDestination | 'none';
  readonly mappingId: string;
  readonly origin: DiscardSource;
  readonly clock: Clock;
  readonly retryPauseMs: RetryPause;
  /** Random UUIDs. */
  readonly newId: () => string;
  onEvent(event: ShardEvent): void;
  readonly stopping: AbortSignal;
  readonly abandon: AbortSignal;
}

/**
 * Hands records to the destination, again and again until it has them: only then may the checkpoint move. The
 * documents do not say what Lambda does when its destination refuses; here the shard waits, so that nothing is
 * lost. Every try is the same message. Without a destination the records are dropped, as on Lambda, with an
 * event that says so.
 * @returns false when the mapping stops before the destination has them: they come again after a restart
 */
export async function giveUp(
  discard: Omit<Discard, 'at' | 'requestId'>,
  ports: GiveUpPorts,
): Promise<boolean> {
  const { destination } = ports;
  const kept = destination !== 'none';
  if (kept && !(await sendUntilTaken(discard, destination, ports))) return false;
  const { condition, records } = discard;
  ports.onEvent({ type: 'discarded', records: records.length, condition, kept });
  return true;
}

async function sendUntilTaken(
  discard: Omit<Discard, 'at' | 'requestId'>,
  destination: FailureDestination,
  ports: GiveUpPorts,
): Promise<boolean> {
  const { clock, mappingId, stopping } = ports;
  const at = new Date(clock.now());
  const batch = failedBatchOf({ ...discard, at, requestId: ports.newId() }, ports.origin);
  for (let failures = 1; ; failures++) {
    try {
      const sent = destination.send({ mappingId, batch }).then(() => 'sent' as const);
      return (await orAbandoned(sent, ports.abandon)) === 'sent';
    } catch (error) {
      ports.onEvent({
        type: 'destination-failed',
        records: discard.records.length,
        reason: reasonOf(error),
      });
    }
    await clock.sleep(pauseMs(failures, ports.retryPauseMs), stopping);
    if (stopping.aborted) return false;
  }
}

import { createHash } from 'node:crypto';
import type { StreamClient } from '../../lib/streams/stream-client.ts';
import type { CheckpointStore } from '../event-source-mapping/checkpoints/checkpoint-store.ts';
import {
  type EventSourceMapping,
  startEventSourceMapping,
} from '../event-source-mapping/event-source-mapping.ts';
import type { MappingEvent } from '../event-source-mapping/events.ts';
import type { FailureDestination, InvokableFunction } from '../event-source-mapping/ports.ts';
import { ACCOUNT_ID, type ResolvedSettings } from './settings.ts';

/** What the mapping of the stack joins. */
export interface MappingParts {
  readonly client: StreamClient;
  readonly streamArn: string;
  readonly checkpoints: CheckpointStore;
  readonly target: InvokableFunction;
  readonly destination: FailureDestination;
  readonly onEvent: (event: MappingEvent) => void;
}

const FUNCTION_NAME = 'weir-inference';

/** The pause between two reads that had nothing: the streams are next door, and nobody pays for reads. */
const POLL_MS = 100;

/** Starts to feed the input stream to the function. */
export function startMapping(settings: ResolvedSettings, parts: MappingParts): EventSourceMapping {
  const { region, inputStream: stream, mapping, arrivalShiftMs } = settings;
  const { streamArn: eventSourceArn, ...ports } = parts;
  return startEventSourceMapping({
    ...ports,
    stream,
    source: { region, eventSourceArn, invokeIdentityArn: `arn:aws:iam::${ACCOUNT_ID}:role/${FUNCTION_NAME}` },
    settings: mapping,
    mappingId: mappingIdOf(settings),
    functionArn: `arn:aws:lambda:${region}:${ACCOUNT_ID}:function:${FUNCTION_NAME}:$LATEST`,
    pollMs: POLL_MS,
    ...(arrivalShiftMs && { arrivalShiftMs }),
  });
}

/**
 * The mapping's UUID, by which the destination's keys begin: the same each time for one state directory, stream
 * and function, so that a restart goes on where it was. Version 8 of RFC 9562: made of a digest.
 */
export function mappingIdOf({
  stateDirectory,
  inputStream,
}: Pick<ResolvedSettings, 'stateDirectory' | 'inputStream'>): string {
  const name = JSON.stringify([stateDirectory, inputStream, FUNCTION_NAME]);
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A batch that is still in flight after this long is abandoned: its answer is of no use any more. */
const STOP_GRACE_MS = 5_000;

/** Finishes what is in flight, if it does not take too long. */
export async function stopMapping(mapping: EventSourceMapping): Promise<void> {
  const timer = setTimeout(() => void mapping.stop({ abandon: true }), STOP_GRACE_MS);
  await mapping.stop().finally(() => clearTimeout(timer));
}

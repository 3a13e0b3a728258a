import type { MappingEvent } from './events.ts';

/** What keeps records from being done and the function itself cannot tell: it crashed, say. */
export interface MappingTrouble {
  /** Troubles of one kind differ in detail only. */
  readonly kind: string;
  /** One sentence without any content of records. */
  readonly message: string;
}

/** The trouble that an event tells of; undefined when all is well, or when the function handed records back. */
export function troubleOf(event: MappingEvent): MappingTrouble | undefined {
  switch (event.type) {
    case 'list-failed':
      return { kind: event.type, message: `the shards could not be listed: ${event.reason}` };
    case 'read-failed':
      return { kind: event.type, message: `${event.shardId} could not be read: ${event.reason}` };
    case 'position-lost':
      return {
        kind: event.type,
        message: `${event.shardId} no longer has the record of its checkpoint (its Kinesis was killed?), so all that it has is delivered again`,
      };
    case 'invoked':
      return event.failed ? failedInvocation(event.records, event.reason ?? '') : undefined;
    case 'throttled':
      return {
        kind: event.type,
        message: `the function's concurrency is in use, so ${a(event.records)} waits`,
      };
    case 'discarded':
      return discarded(event);
    case 'destination-failed':
      return {
        kind: event.type,
        message: `the on-failure destination did not take ${a(event.records)}, and is asked again: ${event.reason}`,
      };
    case 'bisected':
    case 'shard-finished':
      return undefined;
  }
}

/** @param reason begins with the type of the error, and goes on with ids and times */
function failedInvocation(records: number, reason: string): MappingTrouble {
  return {
    kind: `invoked ${reason.split(':', 1)[0]}`,
    message: `the function failed on ${a(records)}, which comes again: ${reason}`,
  };
}

function discarded(event: MappingEvent & { readonly type: 'discarded' }): MappingTrouble {
  const fate = event.kept ? 'is in the on-failure destination' : 'is lost, for want of a destination';
  return {
    kind: `discarded ${event.condition}`,
    message: `${event.shardId} gave up ${a(event.records)} (${event.condition}), which ${fate}`,
  };
}

function a(records: number): string {
  return records === 1 ? 'a batch of 1 record' : `a batch of ${records} records`;
}

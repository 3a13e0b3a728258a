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
    case 'invoked':
      return event.failed ? failedInvocation(event.records, event.reason ?? '') : undefined;
    case 'shard-finished':
      return undefined;
  }
}

/** @param reason begins with the type of the error, and goes on with ids and times */
function failedInvocation(records: number, reason: string): MappingTrouble {
  const what = records === 1 ? 'a batch of 1 record' : `a batch of ${records} records`;
  return {
    kind: `invoked ${reason.split(':', 1)[0]}`,
    message: `the function failed on ${what}, which comes again: ${reason}`,
  };
}

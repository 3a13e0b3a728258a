import type { MappingEvent } from '../event-source-mapping/events.ts';

/** What the embedded stack does, for the command line to show. No record's content is in it. */
export type StackEvent =
  | { readonly type: 'kinesis-ready'; readonly endpoint: string; readonly ms: number }
  | { readonly type: 'bundle-ready'; readonly directory: string; readonly bytes: number; readonly ms: number }
  | { readonly type: 'function-ready'; readonly ms: number }
  /** A line that the function printed; all of them are in the function's log file too. */
  | { readonly type: 'function-log'; readonly line: string }
  /** The log file takes no more lines; the function goes on. */
  | { readonly type: 'log-failed'; readonly reason: string }
  /** What the event source mapping does; its troubles are in the log file too. */
  | { readonly type: 'mapping'; readonly event: MappingEvent };

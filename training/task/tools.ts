import type { OpenSession } from '../../lib/model/session.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import type { Heartbeats } from './heartbeats.ts';

export type LogLine = Readonly<Record<string, unknown>> & { readonly message: string };

/** What a task is given to work with. */
export interface TaskTools {
  readonly openStore: (location: string) => ObjectStore;
  readonly openSession: OpenSession;
  readonly heartbeats: Heartbeats;
  /** Aborted when the task is to stop: it then has two minutes. */
  readonly signal: AbortSignal;
  readonly randomId: () => string;
  /** A line of JSON in the log. */
  readonly log: (line: LogLine) => void;
}

import type {
  JudgeAnswer,
  LiveAnswer,
  MoveAnswer,
  PromoteRequest,
  RollbackRequest,
  StateAnswer,
} from './api.ts';

/** What the console shows and does: whoever starts it knows registry, studies and drift, the console itself none. */
export interface ConsolePorts {
  /** Asked for about every second by each page that is looked at. */
  live(): Promise<LiveAnswer>;
  /** Asked for every few seconds. */
  state(): Promise<StateAnswer>;
  promote(request: PromoteRequest): Promise<MoveAnswer>;
  rollback(request: RollbackRequest): Promise<MoveAnswer>;
  /** Starts the drift job unless it runs. */
  judge(): Promise<JudgeAnswer>;
  /** For Prometheus. */
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
  /** The training report of a version, HTML; undefined when there is none. */
  versionReport(version: number): Promise<Uint8Array | undefined>;
  /** The report of a judged window, HTML; undefined when there is none. */
  driftReport(window: string, version: number): Promise<Uint8Array | undefined>;
  /** The same as JSON, to which the report links. */
  driftResult(window: string, version: number): Promise<Uint8Array | undefined>;
}

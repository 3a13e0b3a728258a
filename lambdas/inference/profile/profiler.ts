import type { Manifest } from '../../../lib/contract/manifest.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import type { VersionSource } from '../champion/load-version.ts';
import type { Evaluation } from '../evaluate.ts';
import type { Deadline } from '../respond/deadline.ts';
import type { Outcome } from '../respond/respond.ts';
import type { UncountedReason } from './uncounted.ts';

export const HOLD_UP_MS = 300;

/** What the counting of an invocation came to, for the metrics. */
export interface Profiled {
  /** Predicted records whose counts became durable. */
  readonly rows: number;
  /** Whether something was to be written, or read, and was not. */
  readonly failed: boolean;
}

/** Counts what the function answers, so that drift can be seen. Nothing here ever throws, or keeps a batch long. */
export interface Profiler {
  /** A version is about to answer: what counting its rows needs may be fetched meanwhile. */
  prepare(manifest: Manifest): void;
  /** Counts the records that are done and, when it is time, writes the windows. */
  profile(evaluation: Evaluation, outcome: Outcome, deadline: Deadline): Promise<Profiled>;
}

/** What is told to the log; nothing here carries a record's values. */
export interface ProfileObserver {
  /** The rows of a version are not counted for as long as it is served; told once. */
  uncounted(version: number, reason: UncountedReason): void;
  /** Something could not be read or written, and is tried again. */
  profileFailed(error: unknown): void;
  /** Counts or lines that were given up: writing failed for too long, and memory has a bound. */
  profileLost(what: 'rows' | 'predictions', count: number): void;
}

export interface ProfilerOptions {
  readonly model: string;
  /** How often windows are written at most, in milliseconds; 0: with each batch. */
  readonly everyMs: number;
  readonly logsPredictions: boolean;
  /** How long reading and writing may each hold up the answer to a batch, in milliseconds. Default: HOLD_UP_MS. */
  readonly holdUpMs?: number;
}

export interface ProfilerPorts {
  /** Where windows, predictions and the pace are. */
  readonly store: ObjectStore;
  readonly registry: Pick<VersionSource, 'artifact'>;
  readonly observer: ProfileObserver;
  /** Milliseconds since 1970. */
  now(): number;
  /** Unguessable and never the same twice. */
  randomId(): string;
}

/**
 * A profiler whose code is loaded with the first version that answers, not with the function: a cold start does
 * not wait for it.
 */
export function createProfiler(ports: ProfilerPorts, options: ProfilerOptions): Profiler {
  let live: Promise<Profiler> | undefined;
  const load = () => {
    live ??= import('./live-profiler.ts').then(({ LiveProfiler }) => new LiveProfiler(ports, options));
    return live;
  };
  return {
    prepare: (manifest) => void load().then((profiler) => profiler.prepare(manifest)),
    profile: async (...batch) => (await load()).profile(...batch),
  };
}

import type { Order } from '../../../lib/contract/prediction.ts';

/** What a host runs: the simulator and the function's processes. Its first argument, as JSON. */
export interface HostSettings {
  /** The built function's directory. */
  readonly bundle: string;
  readonly kinesisEndpoint: string;
  readonly inputStream: string;
  readonly outputStream: string;
  /** Registry, quarantine and destination: s3://bucket[/prefix] */
  readonly store: string;
  readonly model: string;
  readonly order: Order;
  /** Records of one invocation at most. */
  readonly batchSize: number;
  /** Batches of one shard at once. */
  readonly parallelizationFactor: number;
  /** Processes of the function at most. */
  readonly concurrency: number;
  /** The directory of the checkpoints: what survives the host. */
  readonly checkpoints: string;
}

/** What happened on a host since it started. */
export interface HostCounts {
  readonly invoked: number;
  /** Invocations that failed as a whole: crashed, timed out. */
  readonly failed: number;
  /** Invocations that handed records back. */
  readonly partial: number;
  readonly bisected: number;
  /** Records given up. */
  readonly discarded: number;
}

export type HostMessage =
  /** Records flow from now on. */
  | { readonly type: 'ready' }
  /** Some times a second. */
  | { readonly type: 'status'; readonly functionPids: readonly number[]; readonly counts: HostCounts }
  /** To each `crash`: the process that was killed, if one ran. */
  | { readonly type: 'crashed'; readonly pid: number | undefined };

/** Kills one of the function's processes with SIGKILL. */
export interface CrashCommand {
  readonly type: 'crash';
  /** Which of them: from 0 to below 1. */
  readonly chance: number;
}

import type { Batches } from './batches.ts';
import { MAX_STREAM_SHARDS } from './limits.ts';
import { recordAge } from './record-age.ts';
import type { Shards } from './shards.ts';
import type { Workload } from './workload.ts';

/** What to write for the model into bin/stages.ts, with its names. */
export interface SuggestedSettings {
  readonly capacity:
    | { readonly mode: 'provisioned'; readonly inputShards: number; readonly outputShards: number }
    | { readonly mode: 'on-demand' };
  readonly retentionHours: number;
  readonly memoryMb: number;
  readonly order: Workload['order'];
  readonly outputFormat: Workload['outputFormat'];
  readonly aggregated: boolean;
  readonly mapping: {
    readonly batchSize: number;
    readonly maximumBatchingWindowInSeconds: number;
    readonly parallelizationFactor: number;
    readonly maximumRecordAgeInSeconds: number;
  };
}

/** null: no settings carry this, since a stream has fewer shards. */
export function settingsOf(workload: Workload, batches: Batches, shards: Shards): SuggestedSettings | null {
  const { mode, retention, memory, order, outputFormat, recordsPerAggregate, window } = workload;
  if (mode === 'provisioned' && Math.max(shards.input, shards.output) > MAX_STREAM_SHARDS) return null;
  return {
    capacity:
      mode === 'on-demand' ? { mode } : { mode, inputShards: shards.input, outputShards: shards.output },
    retentionHours: retention,
    memoryMb: memory,
    order,
    outputFormat,
    aggregated: recordsPerAggregate > 1,
    mapping: {
      batchSize: batches.size,
      maximumBatchingWindowInSeconds: window,
      parallelizationFactor: shards.parallelization,
      maximumRecordAgeInSeconds: recordAge(retention),
    },
  };
}

import { UnservableModel } from '../../lib/model/onnx/unservable.ts';
import type { ProbeJob, ProbeResult } from './probe-model.ts';

/**
 * What a batch of 10,000 rows may take beyond the loaded model before it is run in chunks. The function's
 * default of 1,769 MB then holds the model, the batch and Node with room to spare.
 */
export const RUN_MAX_BYTES = 256 * 2 ** 20;

/** Rows of a run, tried in this order. Most graphs are fastest in one run; kernels over many vectors are not. */
const CHUNKS: readonly (number | null)[] = [null, 1024, 128];

export interface ChunkedProbe {
  readonly chunkRows: number | null;
  readonly result: ProbeResult;
}

/**
 * Tries the model with all rows at once and, when that takes more than RUN_MAX_BYTES or the memory limit, with
 * fewer rows a run.
 * @returns the first that stays under RUN_MAX_BYTES, or where none does the one that took least
 * @throws UnservableModel too-much-memory when every one exceeds the limit, or any other reason at once
 */
export async function probeChunks(
  job: ProbeJob,
  probe: (job: ProbeJob) => Promise<ProbeResult>,
): Promise<ChunkedProbe> {
  let best: ChunkedProbe | undefined;
  let refusal: unknown;
  for (const chunkRows of CHUNKS) {
    try {
      const result = await probe({ ...job, runtime: { ...job.runtime, chunkRows } });
      if (best === undefined || result.runBytes < best.result.runBytes) best = { chunkRows, result };
      if (result.runBytes <= RUN_MAX_BYTES) break;
    } catch (thrown) {
      if (!(thrown instanceof UnservableModel) || thrown.reason !== 'too-much-memory') throw thrown;
      refusal = thrown;
    }
  }
  if (best === undefined) throw refusal;
  return best;
}

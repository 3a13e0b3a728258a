import { reasonOf } from '../../lib/contract/errors.ts';
import { EVENT_MAX_RECORDS } from '../../lib/contract/limits.ts';
import type { Runtime } from '../../lib/contract/manifest.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import { firstDifference } from '../../lib/model/golden-check.ts';
import { goldenRecord } from '../../lib/model/golden-record.ts';
import { UnservableModel, type UnservableReason } from '../../lib/model/onnx/unservable.ts';
import type { ModelOutput, ModelSession, OpenSession } from '../../lib/model/session.ts';
import { ModelLoadError, ModelRunError } from '../../lib/model/session.ts';
import { checkAnswers } from './check-answers.ts';
import { evenly } from './evenly.ts';
import { measureReference, type ReferenceJob, type ReferenceMeasure } from './measure-reference.ts';

/** A model and rows to try it on. */
export interface ProbeJob {
  readonly model: Uint8Array;
  readonly signature: Signature;
  readonly runtime: Runtime;
  /** Row-major float32 [n, d], n at least 1. */
  readonly rows: Float32Array;
  readonly n: number;
  /** Rows to measure the model on for its profile, once it was tried. */
  readonly reference?: ReferenceJob | undefined;
}

export type ProbeAnswer = ProbeResult | ProbeRefusal;

export interface ProbeResult {
  readonly kind: 'answered';
  /** The answers to the rows. */
  readonly output: ModelOutput;
  /** By how much the peak of the resident memory rose above what the loaded model takes. */
  readonly runBytes: number;
  /** Of the reference rows, where there were some. */
  readonly reference?: ReferenceMeasure | undefined;
}

/** The parts of an UnservableModel, since errors lose their class between processes. */
export interface ProbeRefusal {
  readonly kind: 'refused';
  readonly reason: UnservableReason;
  readonly why: string;
  readonly fix: string;
}

/** How many rows are answered once more alone, to compare with their answers in a batch. */
const ALONE = 16;

/**
 * Loads the model, answers the rows in one batch, some of them alone, and all of them, repeated, in a batch as
 * large as an event can be. Meant for a process of its own: a model can take all time and memory there is.
 * Never throws for a model's fault.
 */
export async function probeModel(job: ProbeJob, open: OpenSession): Promise<ProbeAnswer> {
  try {
    const session = await open(job.model, { ...job, threads: 1 });
    const loadedBytes = process.memoryUsage.rss();
    const loadPeak = peakBytes();
    const output = await session.run(job.rows, job.n);
    checkAnswers(job.signature, output);
    await checkStability(session, job, output);
    const peak = peakBytes();
    const runBytes = peak > loadPeak ? peak - loadedBytes : 0;
    const reference = job.reference && (await measureReference(session, job.signature, job.reference));
    return { kind: 'answered', output, runBytes, reference };
  } catch (thrown) {
    return refusalOf(thrown);
  }
}

/** @throws UnservableModel when the answer to a row depends on the batch it is in */
async function checkStability(session: ModelSession, job: ProbeJob, output: ModelOutput): Promise<void> {
  const { signature, rows, n } = job;
  const width = signature.features.length;
  const expected = Array.from({ length: n }, (_, index) => goldenRecord(signature, {}, output, index));
  for (const index of evenly(n, ALONE)) {
    const alone = await session.run(rows.subarray(index * width, (index + 1) * width), 1);
    const difference = firstDifference(signature, [expected[index]!], alone);
    if (difference !== undefined) throw unstable('alone');
  }
  const full = await session.run(repeated(rows.subarray(0, n * width), width), EVENT_MAX_RECORDS);
  if (firstDifference(signature, expected, full) !== undefined) throw unstable('in a larger batch');
}

function unstable(where: string): UnservableModel {
  return new UnservableModel(
    'unstable',
    `a record is answered otherwise ${where}`,
    'Export for inference (dropout and random operators off), with every operator working row by row',
  );
}

/** As many rows as an event has at most, the given ones again and again. */
function repeated(rows: Float32Array, width: number): Float32Array {
  const full = new Float32Array(EVENT_MAX_RECORDS * width);
  for (let offset = 0; offset < full.length; offset += rows.length) {
    full.set(rows.subarray(0, full.length - offset), offset);
  }
  return full;
}

/** libuv gives kilobytes on every platform. */
function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/** A model that asks for more memory than it may have. */
export function tooMuchMemory(asked: string): UnservableModel {
  return new UnservableModel(
    'too-much-memory',
    `it asks for ${asked} to answer the reference records and a batch of ${EVENT_MAX_RECORDS} rows`,
    'Check the shapes that its constants ask for; publish a graph whose memory grows with rows alone, or a lower chunkRows',
  );
}

function refusalOf(thrown: unknown): ProbeRefusal {
  if (reasonOf(thrown).includes('Failed to allocate memory')) {
    return refusalOf(tooMuchMemory('more memory than there is'));
  }
  if (thrown instanceof UnservableModel) {
    const { reason, why, fix } = thrown;
    return { kind: 'refused', reason, why, fix };
  }
  if (thrown instanceof ModelLoadError) {
    const fix = 'Check the file with onnx.checker.check_model(model, full_check=True) and export it again';
    return { kind: 'refused', reason: 'not-loadable', why: thrown.message, fix };
  }
  if (thrown instanceof ModelRunError) {
    const fix = 'Try the reference records in the tool that made the model; check the order of the features';
    return { kind: 'refused', reason: 'run-failed', why: thrown.message, fix };
  }
  throw thrown;
}

import { reasonOf } from '../../../lib/contract/errors.ts';
import type { ModelOutput, ModelSession } from '../../../lib/model/session.ts';
import { copyOutput, outputLike } from './merged-output.ts';

/** Records that may make the model throw before the model itself is suspect. */
const TOLERATED_FAILURES = 10;

/** The same as a share of the batch; the larger counts. */
const TOLERATED_SHARE = 0.01;

/** Nothing was predicted and nothing may be rejected: the data is not to blame, or it is not known. */
export interface BrokenModel {
  /**
   * - golden: the golden records throw too
   * - widespread: too many records throw for the data to be at fault
   * - out-of-time: the time was over before the records that throw were found
   */
  readonly cause: 'golden' | 'widespread' | 'out-of-time';
  /** The runtime's own words, without values. */
  readonly message: string;
}

export interface RowPredictions {
  /** By row; undefined when no row could be answered. The content of failed rows is undefined. */
  readonly output: ModelOutput | undefined;
  /** Rows on which the model throws, each alone, ascending. */
  readonly failed: readonly number[];
}

export interface Predictor {
  readonly session: ModelSession;
  goldenRuns(): Promise<boolean>;
}

/**
 * Answers n rows in one run. When it throws, halves until each guilty row is alone, unless the model is broken.
 *
 * A batch with more than max(10, 1%) guilty rows is handed back whole, and comes back as it is until another
 * version answers it or the event source mapping gives it up: what so many records share is a change of their
 * producers or of the model, and rejecting them would empty the stream into quarantine.
 * @param rows row-major float32 [n, width]
 * @param isOver whether the time is over; asked between two runs, never before the first
 * @param tolerated guilty rows before the model is suspect. Default: max(10, 1%)
 */
export async function predictRows(
  model: Predictor,
  rows: Float32Array,
  n: number,
  width: number,
  isOver: () => boolean = () => false,
  tolerated: number = Math.max(TOLERATED_FAILURES, n * TOLERATED_SHARE),
): Promise<RowPredictions | BrokenModel> {
  if (n === 0) return { output: undefined, failed: [] };
  try {
    return { output: await model.session.run(rows, n), failed: [] };
  } catch (thrown) {
    const message = reasonOf(thrown);
    if (isOver()) return { cause: 'out-of-time', message };
    if (!(await model.goldenRuns())) return { cause: 'golden', message };
    const search = new GuiltyRows(model.session, { rows, n, width, isOver, tolerated });
    return (await search.run()) ? search : { cause: search.isCutOff ? 'out-of-time' : 'widespread', message };
  }
}

/** Whether the model was found to be to blame. */
export function isBroken(answer: RowPredictions | BrokenModel): answer is BrokenModel {
  return 'cause' in answer;
}

interface Search {
  readonly rows: Float32Array;
  readonly n: number;
  readonly width: number;
  readonly isOver: () => boolean;
  readonly tolerated: number;
}

/** Finds the rows on which a batch throws: k of them in n rows take about 2k·log₂(n/k) runs. */
class GuiltyRows implements RowPredictions {
  output: ModelOutput | undefined;
  readonly failed: number[] = [];
  /** Whether the time was over before the search was. */
  isCutOff = false;

  private readonly session: ModelSession;
  private readonly rows: Float32Array;
  private readonly n: number;
  private readonly width: number;
  private readonly isOver: () => boolean;
  private readonly tolerated: number;

  constructor(session: ModelSession, { rows, n, width, isOver, tolerated }: Search) {
    this.session = session;
    this.rows = rows;
    this.n = n;
    this.width = width;
    this.isOver = isOver;
    this.tolerated = tolerated;
  }

  /** @returns false as soon as too many rows are guilty, or the time is over */
  async run(): Promise<boolean> {
    return this.n === 1 ? this.blame(0) : this.halve(0, this.n);
  }

  private async halve(from: number, to: number): Promise<boolean> {
    const middle = (from + to) >>> 1;
    return (await this.runRange(from, middle)) && this.runRange(middle, to);
  }

  private async runRange(from: number, to: number): Promise<boolean> {
    this.isCutOff = this.isOver();
    if (this.isCutOff) return false;
    const part = await this.tryRun(from, to);
    if (part) return this.keep(part, from, to - from);
    return to - from === 1 ? this.blame(from) : this.halve(from, to);
  }

  private async tryRun(from: number, to: number): Promise<ModelOutput | undefined> {
    const { width } = this;
    try {
      return await this.session.run(this.rows.subarray(from * width, to * width), to - from);
    } catch {
      return undefined;
    }
  }

  private keep(part: ModelOutput, from: number, rows: number): true {
    this.output ??= outputLike(part, rows, this.n);
    copyOutput(part, rows, this.output, from);
    return true;
  }

  private blame(row: number): boolean {
    this.failed.push(row);
    return this.failed.length <= this.tolerated;
  }
}

import { CONFIDENCE_BINS, type Counts, type Layout, type PredictionCounts } from '../../contract/profile.ts';
import type { ClassificationOutput, ModelOutput } from '../session.ts';
import { confidenceBin } from './bins.ts';
import { rejectedInOrder } from './encode-counts.ts';
import type { MissingValues } from './missing-values.ts';
import type { NumberTally } from './number-tally.ts';
import type { RowSelection } from './row-selection.ts';
import { rowsTogether } from './rows-together.ts';
import { type Tally, tallyPlan } from './tally-plan.ts';
import type { Values } from './values.ts';

/** Rows that a counter counts at most: with SUM_LIMIT units each, sums stay below 2^53 and so are exact. */
export const COUNTER_MAX_ROWS = 2 ** 29;

/** Rows that are counted column by column: so few that those of a wide model are fetched from memory once. */
const TILE_ROWS = 1024;

/**
 * Counts rows, answers and rejections in a layout. Nothing is made for a row, and nothing of a row is kept but the
 * counts.
 */
export interface Counter {
  /** Bytes of memory that it holds, in the main. */
  readonly bytes: number;

  /**
   * Counts the features of some rows. A value that is missing or NaN counts as missing and is in no bin; infinities
   * are in the outer bins, out of range, and cut off in the sum.
   * @param rows row-major float32 [n, d], d the layout's features
   * @param missing values that took a default
   * @throws RangeError with more than COUNTER_MAX_ROWS rows in all
   */
  countFeatures(rows: Float32Array, selection: RowSelection, missing?: MissingValues): void;

  /** Counts the answers to some rows: apart from their features, since a reference has them of other rows. */
  countPredictions(output: ModelOutput, selection: RowSelection): void;

  /** @param field whose value is to blame. Default: "" (none) */
  reject(reason: string, field?: string): void;

  /** What was counted so far. */
  counts(): Counts;
}

/** @returns a counter that has counted nothing */
export function createCounter(layout: Layout): Counter {
  return new RowCounter(layout);
}

class RowCounter implements Counter {
  readonly bytes: number;
  readonly #features: readonly Tally[];
  readonly #value: NumberTally | undefined;
  readonly #labels: Uint32Array | undefined;
  readonly #confidence: Uint32Array | undefined;
  readonly #rejected = new Map<string, Map<string, number>>();
  #rows = 0;
  #predictions = 0;

  constructor(layout: Layout) {
    const plan = tallyPlan(layout);
    const { prediction } = layout;
    this.#features = plan.features();
    this.#value = plan.value();
    if (prediction.task === 'classification') {
      this.#labels = new Uint32Array(prediction.classes);
      if (prediction.hasConfidence) this.#confidence = new Uint32Array(CONFIDENCE_BINS);
    }
    const tallies = this.#features.reduce((sum, { bytes }) => sum + bytes, this.#value?.bytes ?? 0);
    this.bytes = tallies + (this.#labels?.byteLength ?? 0) + (this.#confidence?.byteLength ?? 0);
  }

  countFeatures(rows: Float32Array, { rows: selected, count }: RowSelection, missing?: MissingValues): void {
    if (this.#rows + count > COUNTER_MAX_ROWS) {
      throw new RangeError(`a counter takes at most ${COUNTER_MAX_ROWS} rows`);
    }
    this.#rows += count;
    const width = this.#features.length;
    for (let first = 0; first < count; first += TILE_ROWS) {
      const part = selected.subarray(first, Math.min(count, first + TILE_ROWS));
      countTile(this.#features, rowsTogether(rows, width, part, missing));
    }
  }

  countPredictions(output: ModelOutput, selection: RowSelection): void {
    const { rows: selected, count } = selection;
    this.#predictions += count;
    if (output.task === 'classification') {
      this.#countLabels(output, selection);
      return;
    }
    const { values } = output;
    for (let first = 0; first < count && this.#value; first += TILE_ROWS) {
      const part = selected.subarray(first, Math.min(count, first + TILE_ROWS));
      countTile([this.#value], rowsTogether(values, 1, part));
    }
  }

  #countLabels({ labels, probabilities }: ClassificationOutput, { rows, count }: RowSelection): void {
    const byLabel = this.#labels;
    const byConfidence = this.#confidence;
    if (byLabel === undefined) return;
    const classes = byLabel.length;
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      const label = labels[row]!;
      if (label < 0 || label >= classes) continue;
      byLabel[label]!++;
      const confidence = probabilities?.[row * classes + label];
      if (byConfidence && confidence !== undefined) {
        // In bounds as nearly always, it needs no more.
        const isPlain = confidence >= 0 && confidence < 1;
        if (isPlain) byConfidence[(confidence * CONFIDENCE_BINS) | 0]!++;
        else if (!Number.isNaN(confidence)) byConfidence[confidenceBin(confidence)]!++;
      }
    }
  }

  reject(reason: string, field = ''): void {
    const fields = this.#rejected.get(reason) ?? new Map<string, number>();
    this.#rejected.set(reason, fields);
    fields.set(field, (fields.get(field) ?? 0) + 1);
  }

  counts(): Counts {
    const labels = this.#labels && Array.from(this.#labels);
    const confidence = this.#confidence && Array.from(this.#confidence);
    const predictions: PredictionCounts = {
      rows: this.#predictions,
      ...(labels && { labels }),
      ...(this.#value && { values: this.#value.counts() }),
      ...(confidence && { confidence }),
    };
    const rejected = [...this.#rejected].map(([reason, fields]) => [reason, Object.fromEntries(fields)]);
    return {
      rows: this.#rows,
      features: this.#features.map((tally) => tally.counts()),
      predictions,
      rejected: rejectedInOrder(Object.fromEntries(rejected)),
    };
  }
}

function countTile(
  tallies: readonly Tally[],
  { rows, from, to }: Pick<Values, 'rows' | 'from' | 'to'>,
): void {
  const width = tallies.length;
  for (let column = 0; column < width; column++) tallies[column]!.count({ rows, width, column, from, to });
}

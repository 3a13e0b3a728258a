import type { PermutationImportance } from '../reports/analysis/permutation-importance.ts';
import { permutationImportance } from '../reports/analysis/permutation-importance.ts';
import type { FeatureRows } from '../trainers/trainer.ts';
import { type UnseenRows, withTruth } from './unseen-rows.ts';

/** Answers a model gives to rows. */
export type Predict = (rows: FeatureRows) => Promise<UnseenRows['answers']>;

export interface ImportanceOptions {
  /** Of the shuffling. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** A clock in milliseconds. */
  readonly clock: () => number;
}

/** What the measuring may take. A model of a millisecond for a thousand rows takes a tenth of it. */
const BUDGET_MS = 2_000;

const REPEATS = 3;
const ROWS_MAX = 1_000;
const RUNS_MAX = 200;

/** Fewer rows say nothing of how much worse answers become. */
const ROWS_MIN = 100;

/**
 * Each feature's share in what the model loses when one is shuffled among rows that it did not see. Where the truth is
 * not known, the loss is counted against the model's own answers: how much it leans on a feature, though not whether
 * it does so rightly. A model that is too slow for it is measured by fewer rows, in the end not at all: all shares are
 * then equal.
 * @returns shares from 0 to 1, together 1, in the order of the features
 */
export async function importanceOf(
  unseen: UnseenRows,
  classes: number,
  predict: Predict,
  { seed, signal, clock }: ImportanceOptions,
): Promise<number[]> {
  const { width } = unseen.rows;
  const rows = withTruth(unseen, classes);
  const timed = { ...rows, count: Math.min(rows.count, ROWS_MAX) };
  if (timed.count === 0 || width === 1) return equalShares(width);
  const maxRows = Math.min(timed.count, await affordableRows(timed, predict, clock));
  if (maxRows < Math.min(ROWS_MIN, timed.count)) return equalShares(width);
  const options = { seed, repeats: REPEATS, maxRuns: RUNS_MAX, maxRows, signal };
  return sharesOf(await permutationImportance(rows, predict, options), width);
}

/** Rows of which all runs fit the budget, by the time that one run takes. */
async function affordableRows(rows: FeatureRows, predict: Predict, clock: () => number): Promise<number> {
  const startedAt = clock();
  await predict(rows);
  const elapsedMs = clock() - startedAt;
  const runs = Math.min(RUNS_MAX, rows.width * REPEATS) + 1;
  return Math.floor((rows.count * BUDGET_MS) / Math.max(elapsedMs * runs, 1));
}

/** What is lost, as shares of the whole; a feature that the model answers better without has none. */
export function sharesOf({ features }: Pick<PermutationImportance, 'features'>, width: number): number[] {
  const losses = new Array<number>(width).fill(0);
  for (const { feature, mean } of features) losses[feature] = Math.max(0, mean);
  const total = losses.reduce((sum, loss) => sum + loss, 0);
  return total > 0 ? losses.map((loss) => loss / total) : equalShares(width);
}

function equalShares(width: number): number[] {
  return new Array<number>(width).fill(1 / width);
}

import { shareExplained } from '../../evaluate/value-errors.ts';
import { type Random, seededRandom } from '../../random.ts';
import { type FeatureRows, isClassified, type TrainingRows, takeRows } from '../../trainers/trainer.ts';
import type { GraphAnswers } from '../report-input.ts';
import { largest, relevances } from './column.ts';

/** What a model loses when one feature no longer says anything. */
export interface PermutationImportance {
  /** Of what there is less: the share of rows that is right, or of the variance that is explained. */
  readonly metric: 'accuracy' | 'r2';
  /** The metric with all features as they are, on the rows that were taken. */
  readonly baseline: number;
  readonly rows: number;
  /** Times that each feature was shuffled. */
  readonly repeats: number;
  /** Largest mean first; those that were not measured are left out. */
  readonly features: readonly FeatureImportance[];
}

export interface FeatureImportance {
  /** Its position in the rows. */
  readonly feature: number;
  /** By how much the metric falls. */
  readonly mean: number;
  /** From one shuffling to another; 0 for one alone. */
  readonly deviation: number;
}

export interface PermutationOptions {
  readonly seed: number;
  /** Times that each feature is shuffled, at most. Default: 5. */
  readonly repeats?: number;
  /** Runs of the model at most; with more features than that, those that speak most for the target. Default: 200. */
  readonly maxRuns?: number;
  /** Rows at most, the first ones. Default: 2,000. */
  readonly maxRows?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Shuffles one feature at a time among rows that the model has not learned from, and sees how much worse it answers
 * (Breiman, "Random forests", Machine Learning 45, 2001). Features that say the same stand in for each other: each of
 * them then seems to matter little.
 * @param predict the model, such as the session of its graph
 * @throws the signal's reason
 */
export async function permutationImportance(
  rows: TrainingRows,
  predict: (rows: FeatureRows) => Promise<GraphAnswers>,
  { seed, repeats: most = 5, maxRuns = 200, maxRows = 2000, signal }: PermutationOptions,
): Promise<PermutationImportance> {
  const taken = firstRows(rows, maxRows);
  const random = seededRandom(seed);
  const score = async (features: FeatureRows) => scoreOf(taken, await predict(features));
  const chosen = largest(relevances(taken), maxRuns);
  const repeats = Math.max(1, Math.min(most, Math.floor(maxRuns / chosen.length)));
  const baseline = await score(taken);
  const features: FeatureImportance[] = [];
  for (const feature of chosen) {
    const losses: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      signal?.throwIfAborted();
      losses.push(baseline - (await score(shuffled(taken, feature, random))));
    }
    features.push({ feature, ...momentsOf(losses) });
  }
  features.sort((a, b) => b.mean - a.mean);
  const metric = isClassified(taken) ? 'accuracy' : 'r2';
  return { metric, baseline, rows: taken.count, repeats, features };
}

function firstRows(rows: TrainingRows, most: number): TrainingRows {
  if (rows.count <= most) return rows;
  const features = takeRows(
    rows,
    Int32Array.from({ length: most }, (_, row) => row),
  );
  return isClassified(rows)
    ? { ...features, labels: rows.labels.subarray(0, most), classes: rows.classes }
    : { ...features, targets: rows.targets.subarray(0, most) };
}

function shuffled({ values, count, width }: FeatureRows, feature: number, random: Random): FeatureRows {
  const order = random.shuffle(Array.from({ length: count }, (_, row) => row));
  const changed = values.slice(0, count * width);
  order.forEach((from, row) => {
    changed[row * width + feature] = values[from * width + feature]!;
  });
  return { values: changed, count, width };
}

function scoreOf(rows: TrainingRows, answers: GraphAnswers): number {
  if (isClassified(rows) && 'labels' in answers) {
    return (
      rows.labels.reduce((hits, label, row) => hits + (answers.labels[row] === label ? 1 : 0), 0) / rows.count
    );
  }
  if (!isClassified(rows) && 'values' in answers) {
    return shareExplained(rows.targets, Float64Array.from(answers.values));
  }
  throw new TypeError('the answers are of another task than the rows');
}

function momentsOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(values.length - 1, 1)) };
}

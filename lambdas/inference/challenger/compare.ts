import type { ModelOutput } from '../../../lib/model/session.ts';
import { unusableRows } from '../predict/unusable-rows.ts';
import { confidencesOf } from '../telemetry/confidence.ts';

/** What a challenger made of rows that the champion has answered. */
export interface Comparison {
  /** Rows that both have answered. */
  readonly rows: number;
  /** Of these, those with the same label; of a regression, with a value within VALUE_AGREEMENT. */
  readonly agreements: number;
  /** Rows without a usable answer of the challenger: NaN, infinity, or a label that is none. */
  readonly failures: number;
  /** The mean over the challenger's usable answers; undefined for models without probabilities. */
  readonly confidence: number | undefined;
}

/** Two values agree when they differ by no more than this share of the champion's, or of 1 where that is smaller. */
export const VALUE_AGREEMENT = 0.05;

/**
 * @param champion the whole batch's answers
 * @param picked the batch's row of each of the challenger's rows
 * @param challenger the answers to the picked rows
 */
export function compare(champion: ModelOutput, picked: Int32Array, challenger: ModelOutput): Comparison {
  const unusable = new Set(unusableRows(challenger, picked.length).map(({ row }) => row));
  const usable = [...picked.keys()].filter((at) => !unusable.has(at));
  const confidences = confidencesOf(challenger, picked.length);
  return {
    rows: usable.length,
    agreements: usable.filter((at) => agree(champion, picked[at]!, challenger, at)).length,
    failures: unusable.size,
    confidence: confidences && meanOf(usable.map((at) => confidences[at]!)),
  };
}

function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function agree(champion: ModelOutput, row: number, challenger: ModelOutput, at: number): boolean {
  if (champion.task === 'classification') {
    return challenger.task === 'classification' && champion.labels[row] === challenger.labels[at];
  }
  const value = champion.values[row]!;
  const other = challenger.task === 'regression' ? challenger.values[at]! : Number.NaN;
  return Math.abs(value - other) <= VALUE_AGREEMENT * Math.max(1, Math.abs(value));
}

import type { RejectionReason } from '../../../lib/contract/rejection.ts';
import type { ModelOutput } from '../../../lib/model/session.ts';

/** A row whose answer cannot be published, and why. */
export interface UnusableRow {
  readonly row: number;
  readonly reason: RejectionReason;
}

/** The rows among the first n whose answer holds NaN or infinity, or is no class of the signature; ascending. */
export function unusableRows(output: ModelOutput, n: number): UnusableRow[] {
  const values = output.task === 'regression' ? output.values : (output.probabilities ?? NO_VALUES);
  const labels = output.task === 'regression' ? undefined : output.labels;
  const width = values.length / n;
  const found: UnusableRow[] = [];
  for (let row = 0; row < n; row++) {
    if (!allFinite(values, row * width, (row + 1) * width)) found.push({ row, reason: 'output-not-finite' });
    else if (labels && labels[row]! < 0) found.push({ row, reason: 'unknown-label' });
  }
  return found;
}

const NO_VALUES = new Float32Array(0);

function allFinite(values: Float32Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

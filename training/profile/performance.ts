import type { ReferenceProfile } from '../../lib/contract/profile.ts';
import type { RowSelection } from '../../lib/model/profile/row-selection.ts';
import { shareExplained } from '../evaluate/value-errors.ts';
import type { UnseenRows } from './unseen-rows.ts';

/** The rows that are labelled rightly; undefined of a regression, and where nobody knows what is right. */
export function rightRows({ truth, answers }: UnseenRows): RowSelection | undefined {
  if (truth === undefined || answers.task === 'regression') return undefined;
  const rows = new Int32Array(truth.length);
  let count = 0;
  truth.forEach((label, row) => {
    if (answers.labels[row] === label) rows[count++] = row;
  });
  return { rows, count };
}

/** The accuracy of a model on rows that it did not see, of a regression the share of the variance that it explains. */
export function performanceOf(unseen: UnseenRows): ReferenceProfile['performance'] {
  const { truth, answers } = unseen;
  if (truth === undefined || truth.length === 0) return null;
  const rows = truth.length;
  if (answers.task === 'regression') {
    const value = shareExplained(Float64Array.from(truth), Float64Array.from(answers.values));
    return Number.isFinite(value) ? { metric: 'r2', value, rows } : null;
  }
  return { metric: 'accuracy', value: rightRows(unseen)!.count / rows, rows };
}

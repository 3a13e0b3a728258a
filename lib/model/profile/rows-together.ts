import type { MissingValues } from './missing-values.ts';
import type { Values } from './values.ts';

/**
 * Some rows as ones that follow each other, with NaN for what is missing: the rows themselves where they are that
 * already, as nearly always, else a copy.
 * @param rows row-major float32 [n, width]
 */
export function rowsTogether(
  rows: Float32Array,
  width: number,
  selected: Int32Array,
  missing?: MissingValues,
): Pick<Values, 'rows' | 'from' | 'to'> {
  const [from = 0] = selected;
  if (missing === undefined && isRun(selected)) return { rows, from, to: from + selected.length };
  const copy = new Float32Array(selected.length * width);
  for (let i = 0; i < selected.length; i++) {
    const row = selected[i]!;
    copy.set(rows.subarray(row * width, (row + 1) * width), i * width);
    missing?.forEach(row, (column) => {
      copy[i * width + column] = Number.NaN;
    });
  }
  return { rows: copy, from: 0, to: selected.length };
}

/** Whether each row is followed by the next. */
function isRun(selected: Int32Array): boolean {
  for (let i = 1; i < selected.length; i++) if (selected[i] !== selected[i - 1]! + 1) return false;
  return true;
}

/** One line of the table: a figure of one run, and what it should be. */
export interface Row {
  readonly what: string;
  readonly measured: number;
  /** Undefined for a figure that is told and not judged. */
  readonly target?: { readonly kind: 'at most' | 'at least'; readonly value: number };
  /** Such as "×", "MB" or "ms". */
  readonly unit: string;
  /** What the ratio is made of. */
  readonly detail: string;
}

/**
 * How far a figure may miss its target before --check fails. The lower quartile of rounds in turns moves by 5 to 8% from
 * run to run on a shared machine of two cores; a regression worth stopping for is larger.
 */
export const TOLERANCE = 0.1;

export function isMet({ measured, target }: Row, tolerance = 0): boolean {
  if (target === undefined) return true;
  const { kind, value } = target;
  return kind === 'at most' ? measured <= value * (1 + tolerance) : measured >= value * (1 - tolerance);
}

export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.what,
    figure(row.measured, row.unit),
    row.target ? `${row.target.kind === 'at most' ? '≤' : '≥'} ${figure(row.target.value, row.unit)}` : '',
    row.target ? (isMet(row) ? 'met' : 'NOT MET') : '',
    row.detail,
  ]);
  const all = [['what', 'measured', 'target', '', 'of'], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((line) => line[column]!.length)));
  return all
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function figure(value: number, unit: string): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${unit}`;
}

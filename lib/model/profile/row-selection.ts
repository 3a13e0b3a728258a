/** Some rows of a batch by their positions, so that they are counted without being copied. */
export interface RowSelection {
  /** May be longer. */
  readonly rows: Int32Array;
  readonly count: number;
}

/** All of n rows. */
export function allRows(n: number): RowSelection {
  return { rows: Int32Array.from({ length: n }, (_, row) => row), count: n };
}

/** Values of one column of row-major rows: those of rows from, …, to − 1. NaN is a value that is missing. */
export interface Values {
  readonly rows: Float32Array;
  /** Columns of a row. */
  readonly width: number;
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

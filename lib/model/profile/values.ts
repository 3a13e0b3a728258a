import type { MissingValues } from './missing-values.ts';

/** Values of one column of row-major rows: those of selected[from], …, selected[to − 1]. */
export interface Values {
  readonly rows: Float32Array;
  /** Columns of a row. */
  readonly width: number;
  readonly column: number;
  readonly selected: Int32Array;
  readonly from: number;
  readonly to: number;
  /** Undefined when no value took a default. */
  readonly missing: MissingValues | undefined;
}

/** Something in a study that is not as its rules say. */
export interface Discrepancy {
  /** Null for the study as a whole. */
  readonly trial: number | null;
  /** A sentence for a person. */
  readonly what: string;
}

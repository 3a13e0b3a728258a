/**
 * Whether one sequence number comes after another: decimal numbers of up to 56 digits or so, without leading
 * zeros, so that the longer one is the greater.
 */
export function isAfter(sequenceNumber: string, other: string): boolean {
  return sequenceNumber.length === other.length
    ? sequenceNumber > other
    : sequenceNumber.length > other.length;
}

import type { RejectionReason } from '../contract/rejection.ts';
import { type Entry, kindOf, type SourceKind } from './entry.ts';

/** Which records are meant; what is left out does not matter. All that is given must hold. */
export interface Selection {
  readonly kinds?: readonly SourceKind[] | undefined;
  /** The latest reason; records that are in the destination alone have none. */
  readonly reasons?: readonly RejectionReason[] | undefined;
  /** Set aside at this time or later. */
  readonly since?: Date | undefined;
  /** Set aside before this time. */
  readonly until?: Date | undefined;
  /** Of the producer; a KPL aggregate that is in the destination whole has its own. */
  readonly partitionKey?: string | undefined;
  readonly predictionIds?: ReadonlySet<string> | undefined;
}

export function isSelected(entry: Entry, selection: Selection): boolean {
  const { kinds, reasons, since, until, partitionKey, predictionIds } = selection;
  const at = Date.parse(entry.setAsideAt);
  return (
    (kinds === undefined || kinds.includes(kindOf(entry))) &&
    (reasons === undefined || (entry.rejection !== undefined && reasons.includes(entry.rejection.reason))) &&
    (since === undefined || at >= since.getTime()) &&
    (until === undefined || at < until.getTime()) &&
    (partitionKey === undefined || entry.partitionKey === partitionKey) &&
    (predictionIds === undefined || predictionIds.has(entry.predictionId))
  );
}

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
  /** Of the destination alone: what was given up for this function, by its name. */
  readonly functionName?: string | undefined;
  readonly predictionIds?: ReadonlySet<string> | undefined;
}

export function isSelected(entry: Entry, selection: Selection): boolean {
  const { kinds, reasons, since, until, partitionKey, functionName, predictionIds } = selection;
  const at = Date.parse(entry.setAsideAt);
  return (
    (kinds === undefined || kinds.includes(kindOf(entry))) &&
    (reasons === undefined || (entry.rejection !== undefined && reasons.includes(entry.rejection.reason))) &&
    (since === undefined || at >= since.getTime()) &&
    (until === undefined || at < until.getTime()) &&
    (partitionKey === undefined || entry.partitionKey === partitionKey) &&
    (functionName === undefined || isOfFunction(entry, functionName)) &&
    (predictionIds === undefined || predictionIds.has(entry.predictionId))
  );
}

/** The quarantine is a model's and needs no such look; a destination may be shared by the functions of many. */
function isOfFunction(entry: Entry, name: string): boolean {
  return kindOf(entry) === 'quarantine' || functionNameOf(entry.functionArn ?? '') === name;
}

/** The function's name in its name, its ARN or a part of one, with or without a version. */
export function functionNameOf(text: string): string {
  const parts = text.split(':');
  const word = parts.indexOf('function', 1);
  return (word < 0 ? parts[0] : parts[word + 1]) ?? '';
}

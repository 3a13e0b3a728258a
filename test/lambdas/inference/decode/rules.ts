import type { Rejection } from '../../../../lib/contract/rejection.ts';
import type { Signature } from '../../../../lib/contract/signature.ts';
import { carriedJson, featureReader, isRejection, parseRecord } from '../../../../lib/model/read-record.ts';

/** What a record comes to. */
export interface Answer {
  readonly rejection: Rejection | undefined;
  /** The row's bits, so that −0 differs from 0. */
  readonly bits: readonly number[];
  readonly carried: string;
  /** Columns that took a default, ascending. */
  readonly defaulted: readonly number[];
}

/** What is left of an answer after a rejection. */
export const REJECTED = { bits: [], carried: '', defaulted: [] };

/** What the rules say, without the scanner. */
export function slowAnswer(signature: Signature, data: Uint8Array): Answer {
  const row = new Float32Array(signature.features.length);
  const parsed = parseRecord(data);
  if (isRejection(parsed)) return { rejection: parsed, ...REJECTED };
  const defaulted: number[] = [];
  const rejection = featureReader(signature)(parsed.value, row, 0, (column) => defaulted.push(column));
  if (rejection) return { rejection, ...REJECTED };
  const carried = carriedJson(signature)(parsed.value, parsed.text);
  return { rejection, bits: bitsOf(row), carried, defaulted };
}

export function bitsOf(row: Float32Array): number[] {
  return [...new Uint32Array(row.slice().buffer)];
}

import { extname } from 'node:path';
import { UserError } from '../../lib/contract/errors.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import { readReferenceRecords } from '../../training/publish/reference-records.ts';
import { readText } from './files.ts';

type InputRecord = Readonly<Record<string, unknown>>;

/**
 * Reference rows as input records, from a CSV file (columns named as the features) or JSON Lines (records as a
 * producer sends them).
 * @throws UserError with the line of the first row that cannot be one
 */
export async function readReferences(file: string, signature: Signature): Promise<readonly InputRecord[]> {
  const text = await readText(file);
  const ending = extname(file).toLowerCase();
  const records = ['.jsonl', '.ndjson'].includes(ending)
    ? fromJsonLines(text, file)
    : readReferenceRecords(text, signature, file);
  if (records.length > 0) return records;
  throw new UserError(
    `${file} holds no rows; expected at least one row of real data to check the model with`,
  );
}

function fromJsonLines(text: string, file: string): InputRecord[] {
  return text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parseLine(line, file, index + 1)]));
}

function parseLine(text: string, file: string, line: number): InputRecord {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below, with the line.
  }
  throw new UserError(`${file} line ${line} is not a JSON object; expected one input record per line`);
}

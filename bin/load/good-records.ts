import type { GoldenRecord } from '../../lib/contract/golden.ts';
import type { Feature, Signature } from '../../lib/contract/signature.ts';
import type { CsvTable } from '../../training/data/csv.ts';
import { numberOf } from '../../training/data/table.ts';
import type { Random } from '../../training/random.ts';
import type { Fields } from './input-record.ts';

/** Where the features of good records come from. */
export interface FeatureSource {
  /** What a person calls it, such as "4,898 rows of winequality-white.csv". */
  readonly name: string;
  /** The features of one record after the other, without end. */
  next(random: Random): Fields;
}

/**
 * The rows of a table, drawn at random. Rows that the signature would reject (a gap without a default, a category
 * that it does not allow) are left out.
 * @returns undefined when the table lacks a feature, or every row is left out
 */
export function rowsAsSource(table: CsvTable & { readonly source: string }, signature: Signature) {
  const columns = signature.features.map((feature) => ({ feature, at: table.columns.indexOf(feature.name) }));
  if (columns.some(({ feature, at }) => at === -1 && feature.default === undefined)) return undefined;
  const rows = table.rows.flatMap((cells) => {
    const values = columns.map(({ feature, at }) => [feature, cellValue(feature, cells[at] ?? '')] as const);
    if (values.some(([feature, value]) => value === undefined && feature.default === undefined)) return [];
    const given = values.filter(([, value]) => value !== undefined);
    return [Object.fromEntries(given.map(([feature, value]) => [feature.name, value]))];
  });
  if (rows.length === 0) return undefined;
  const name = `${rows.length.toLocaleString('en-GB')} rows of ${table.source}`;
  return { name, next: (random: Random): Fields => rows[random.below(rows.length)]! };
}

/** A cell as the feature's value; undefined for a gap and for what the signature does not allow. */
function cellValue(feature: Feature, cell: string): number | string | undefined {
  if (feature.type === 'number') return numberOf(cell.trim());
  return [cell, cell.trim()].find((text) => feature.values.includes(text));
}

/** Digits of a made-up number: as many as a 32-bit float holds. */
const DIGITS = 6;

/**
 * Made-up features: numbers evenly within the range that the golden records show (whole ones where those are
 * whole; within 0 to 1 where they show none), categories evenly from the allowed values.
 */
export function madeUpSource(signature: Signature, golden: readonly GoldenRecord[]): FeatureSource {
  const draws = signature.features.map(
    (feature) => [feature.name, drawOf(feature, signature, golden)] as const,
  );
  return {
    name: golden.length === 0 ? 'made-up values' : 'made-up values in the ranges of the golden records',
    next: (random) => Object.fromEntries(draws.map(([name, draw]) => [name, draw(random)])),
  };
}

function drawOf(feature: Feature, { featuresKey }: Signature, golden: readonly GoldenRecord[]) {
  if (feature.type === 'category') {
    return (random: Random) => feature.values[random.below(feature.values.length)]!;
  }
  const seen = golden.flatMap(({ record }) => {
    const features = featuresKey === null ? record : (record[featuresKey] as Fields | undefined);
    const value = features?.[feature.name];
    return typeof value === 'number' ? [value] : [];
  });
  const [low, high] = seen.length === 0 ? [0, 1] : [Math.min(...seen), Math.max(...seen)];
  const whole = seen.length > 0 && seen.every(Number.isSafeInteger);
  return (random: Random) => {
    const value = low + random.uniform() * (high - low);
    return whole ? Math.round(value) : Number(value.toPrecision(DIGITS));
  };
}

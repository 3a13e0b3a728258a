import { UserError } from '../../lib/contract/errors.ts';
import type { Signature } from '../../lib/contract/signature.ts';

/** How the cells of a CSV row become a record. */
export interface Layout {
  /** The record's key that takes the features; null: they are the record's own keys. */
  readonly featuresKey: string | null;
  /** The columns that are features, each with how its cells are read; `any`: a number where it looks like one. */
  readonly features: ReadonlyMap<string, 'number' | 'category' | 'any'>;
  /** The columns beside the features, such as customer_id. */
  readonly carried: ReadonlySet<string>;
  /** Columns of the file that go nowhere, such as the target. */
  readonly unused: readonly string[];
}

/** The layout that a model's signature asks for. @throws UserError when a column that it needs is missing */
export function layoutOf(signature: Signature, columns: readonly string[], source: string): Layout {
  const missing = signature.features.filter(
    ({ name, default: standIn }) => standIn === undefined && !columns.includes(name),
  );
  if (missing.length > 0) {
    throw new UserError(
      `${source} lacks the columns ${listed(missing.map(({ name }) => name))}; the model's features are ${listed(signature.features.map(({ name }) => name))}, the file's columns ${listed(columns)}: rename columns or choose the model whose records these are`,
    );
  }
  const features = new Map(signature.features.map(({ name, type }) => [name, type]));
  const carried = new Set(signature.carriedKeys.filter((key) => columns.includes(key)));
  const unused = columns.filter((column) => !features.has(column) && !carried.has(column));
  return { featuresKey: signature.featuresKey, features, carried, unused };
}

/** The layout without a signature: every column is a feature but the carried ones. */
export function plainLayout(
  featuresKey: string,
  carry: readonly string[],
  columns: readonly string[],
): Layout {
  const unknown = carry.filter((column) => !columns.includes(column));
  if (unknown.length > 0) {
    throw new UserError(`--carry names ${listed(unknown)}; the file's columns are ${listed(columns)}`);
  }
  const features = columns
    .filter((column) => !carry.includes(column))
    .map((column) => [column, 'any'] as const);
  return { featuresKey, features: new Map(features), carried: new Set(carry), unused: [] };
}

export function listed(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

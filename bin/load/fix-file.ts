import type { Signature } from '../../lib/contract/signature.ts';
import type { BadKind } from './bad-kinds.ts';
import type { Fields } from './input-record.ts';

/** A fix as `weir replay --fix` takes it. */
export interface FixFile {
  readonly rename?: Readonly<Record<string, string>>;
  readonly toNumber?: readonly string[];
  readonly default?: Readonly<Record<string, unknown>>;
}

/**
 * The fix that mends all kinds that can be mended, and no other.
 * @param example features of a good record: what stands in for those that are missing
 * @returns undefined when there is nothing to mend
 */
export function fixFor(
  kinds: readonly BadKind[],
  signature: Signature,
  example: Fields,
): FixFile | undefined {
  const mendings = kinds.flatMap(({ mending }) => mending ?? []);
  if (mendings.length === 0) return undefined;
  const renames = mendings.flatMap((m) => (m.type === 'rename' ? [[m.from, m.to] as const] : []));
  const numbers = mendings.flatMap((m) => (m.type === 'number' ? [m.path] : []));
  const defaults = mendings.flatMap((m) =>
    m.type === 'default' ? [[m.path, example[featureAt(m.path, signature)]] as const] : [],
  );
  return {
    ...(renames.length > 0 && { rename: Object.fromEntries(renames) }),
    ...(numbers.length > 0 && { toNumber: numbers }),
    ...(defaults.length > 0 && { default: Object.fromEntries(defaults) }),
  };
}

function featureAt(path: string, { featuresKey }: Signature): string {
  return featuresKey === null ? path : path.slice(featuresKey.length + 1);
}

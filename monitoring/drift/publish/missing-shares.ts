import type { Counts, Layout } from '../../../lib/contract/profile.ts';
import { rejectedOf } from '../job/version-hours.ts';

/** The reason under which records without a feature are rejected, where it has no default. */
const MISSING = 'missing-feature';

/** Share of the records of a window that came without each feature; empty of a window without records. */
export function missingShares({ features }: Layout, counts: Counts): Map<string, number> {
  const records = counts.rows + rejectedOf(counts);
  if (records === 0) return new Map();
  const rejected = new Map(Object.entries(counts.rejected[MISSING] ?? {}));
  return new Map(
    features.map(({ name }, i) => {
      const missing = (counts.features[i]?.missing ?? 0) + (rejected.get(name) ?? 0);
      return [name, missing / records];
    }),
  );
}

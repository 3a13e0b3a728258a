import type { Counts } from '../../../lib/contract/profile.ts';
import type { RejectionReason } from '../../../lib/contract/rejection.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import { rejectedOf } from '../job/version-hours.ts';

/** The reason under which records without a feature are rejected, where it has no default. */
const MISSING: RejectionReason = 'missing-feature';

/** Share of the records of a window that came without each feature; empty of a window without records. */
export function missingShares({ features, featuresKey }: Signature, counts: Counts): Map<string, number> {
  const records = counts.rows + rejectedOf(counts);
  if (records === 0) return new Map();
  // By the field's path in the record; a feature may be called `constructor`.
  const rejected = new Map(Object.entries(counts.rejected[MISSING] ?? {}));
  return new Map(
    features.map(({ name }, at) => {
      const path = featuresKey === null ? name : `${featuresKey}.${name}`;
      const missing = (counts.features[at]?.missing ?? 0) + (rejected.get(path) ?? 0);
      return [name, missing / records];
    }),
  );
}

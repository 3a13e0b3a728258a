import { UserError } from '../../lib/contract/errors.ts';
import type { Signature } from '../../lib/contract/signature.ts';

/** The one name that objects of JavaScript do not keep as a key of their own in all the places a record goes through. */
const UNUSABLE = '__proto__';

/**
 * @throws UserError when the signature calls anything `__proto__`: golden records could not hold it, and the version
 *   could never be loaded
 */
export function checkNames({ featuresKey, carriedKeys, predictionKey, features }: Signature): void {
  const names = {
    featuresKey: [featuresKey],
    carriedKeys,
    predictionKey: [predictionKey],
    features: features.map(({ name }) => name),
  };
  for (const [place, used] of Object.entries(names)) {
    if (!used.includes(UNUSABLE)) continue;
    throw new UserError(
      `the signature's ${place} names "${UNUSABLE}", which cannot be a key of stored records; rename it there and in the records`,
    );
  }
}

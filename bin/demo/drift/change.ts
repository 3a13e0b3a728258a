import { UserError } from '../../../lib/contract/errors.ts';
import type { Manifest } from '../../../lib/contract/manifest.ts';
import type { ReferenceProfile } from '../../../lib/contract/profile.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import type { Random } from '../../../training/random.ts';

/** What the demo does to the wines: one feature moves, another one is not measured now and then. */
export interface Change {
  readonly moved: string;
  /** In the feature's own unit. */
  readonly by: number;
  readonly missing: string;
  /** Of the records, 0 to 1. */
  readonly missingShare: number;
}

type InputRecord = Readonly<Record<string, unknown>>;

const MOVED_FEATURE = 'alcohol';
const MISSING_SHARE = 0.05;

/** What a version lacks to see drift by, in words; undefined when it lacks nothing. */
export function lacksForDrift({ artifacts, signature }: Manifest): string | undefined {
  if (artifacts.profile === undefined)
    return 'has no reference profile, since it was made before there were any';
  return signature.features.some(({ name }) => name === MOVED_FEATURE)
    ? undefined
    : `does not read ${MOVED_FEATURE}, which the demo moves`;
}

/** Half a standard deviation of the training rows more alcohol; the last of the other features is missing in 5%. */
export function chooseChange(
  { features }: Pick<Signature, 'features'>,
  { layout, moments }: Pick<ReferenceProfile, 'layout' | 'moments'>,
): Change {
  const at = layout.features.findIndex(({ name }) => name === MOVED_FEATURE);
  const deviation = moments[at]?.deviation;
  const missing = features.map(({ name }) => name).findLast((name) => name !== MOVED_FEATURE);
  if (deviation === undefined || deviation === 0 || missing === undefined) {
    throw new UserError(
      `the model reads ${features.map(({ name }) => name).join(', ')}; the demo of drift needs one that reads ${MOVED_FEATURE}, which varies, and another feature`,
    );
  }
  return { moved: MOVED_FEATURE, by: deviation / 2, missing, missingShare: MISSING_SHARE };
}

/** The records after the change. @param random chooses those that lack the feature */
export function changeRecords(
  records: readonly InputRecord[],
  featuresKey: string | null,
  { moved, by, missing, missingShare }: Change,
  random: Random,
): InputRecord[] {
  const places = random.shuffle(records.map((_, index) => index));
  const lacking = new Set(places.slice(0, Math.round(records.length * missingShare)));
  return records.map((record, index) => {
    const { [missing]: _, ...others } = featuresOf(record, featuresKey);
    const kept = lacking.has(index) ? others : featuresOf(record, featuresKey);
    const features = { ...kept, [moved]: Number(kept[moved]) + by };
    return featuresKey === null ? features : { ...record, [featuresKey]: features };
  });
}

function featuresOf(record: InputRecord, featuresKey: string | null): InputRecord {
  return featuresKey === null ? record : (record[featuresKey] as InputRecord);
}

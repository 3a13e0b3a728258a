import type { QualityKind } from '../../../lib/contract/drift.ts';
import { CODES_MAX, type Counts, type Layout } from '../../../lib/contract/profile.ts';
import { REJECTION_REASON_NAMES, type RejectionReason } from '../../../lib/contract/rejection.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import type { Tally } from './exact-tail.ts';

/** One way in which data can be bad, and how much of it some rows have. */
export interface Measure {
  readonly kind: Exclude<QualityKind, 'volume'>;
  /** Null of records whose features could not be read at all. */
  readonly feature: string | null;
  readonly tallyOf: (counts: Counts) => Tally;
}

/** What the sender got wrong about one feature, by reason. */
const KIND_OF_REASON: Readonly<Partial<Record<RejectionReason, 'missing' | 'type' | 'unseen-category'>>> = {
  'missing-feature': 'missing',
  'not-a-number': 'type',
  'not-finite': 'type',
  'not-a-string': 'type',
  'unknown-category': 'unseen-category',
};

/** Faults of the model or of the answer: no fault of the data. */
const NOT_OF_DATA: ReadonlySet<RejectionReason> = new Set([
  'model-failed',
  'output-not-finite',
  'unknown-label',
  'prediction-too-large',
]);

const UNREADABLE = REJECTION_REASON_NAMES.filter(
  (reason) => KIND_OF_REASON[reason] === undefined && !NOT_OF_DATA.has(reason),
);

/** All measures of a model's data, in the signature's order; of a number's range each side is one. */
export function measuresOf(signature: Signature, layout: Layout): Measure[] {
  const features = signature.features.flatMap((feature, at) => {
    const path = signature.featuresKey === null ? feature.name : `${signature.featuresKey}.${feature.name}`;
    const bins = layout.features[at]!;
    const rejected = (kind: string) => rejectedOf(kind, path);
    return [
      measure(
        'missing',
        feature.name,
        (counts) => counts.features[at]!.missing + rejected('missing')(counts),
      ),
      measure('type', feature.name, rejected('type')),
      ...(bins.type === 'category'
        ? [
            measure('unseen-category', feature.name, (counts) => {
              const unseen = bins.codes.length < CODES_MAX ? counts.features[at]!.bins.at(-1)! : 0;
              return unseen + rejected('unseen-category')(counts);
            }),
          ]
        : [outOfRange(feature.name, at, 'below'), outOfRange(feature.name, at, 'above')]),
    ];
  });
  return [
    ...features,
    measure('type', null, (counts) => sum(UNREADABLE.map((reason) => all(counts, reason)))),
  ];
}

function measure(kind: Measure['kind'], feature: string | null, hits: (counts: Counts) => number): Measure {
  return { kind, feature, tallyOf: (counts) => ({ hits: hits(counts), rows: recordsOf(counts) }) };
}

/** Among rows that have a value. */
function outOfRange(feature: string, at: number, side: 'below' | 'above'): Measure {
  return {
    kind: 'out-of-range',
    feature,
    tallyOf: ({ features }) => ({ hits: features[at]![side], rows: sum(features[at]!.bins) }),
  };
}

function rejectedOf(kind: string, path: string): (counts: Counts) => number {
  const reasons = REJECTION_REASON_NAMES.filter((reason) => KIND_OF_REASON[reason] === kind);
  return ({ rejected }) => sum(reasons.map((reason) => own(rejected[reason], path)));
}

/** A feature may be called `constructor`. */
function own(fields: Readonly<Record<string, number>> | undefined, path: string): number {
  return fields !== undefined && Object.hasOwn(fields, path) ? fields[path]! : 0;
}

function all({ rejected }: Counts, reason: string): number {
  return sum(Object.values(rejected[reason] ?? {}));
}

/** Records that came: predicted and rejected. */
export function recordsOf(counts: Counts): number {
  return counts.rows + sum(Object.keys(counts.rejected).map((reason) => all(counts, reason)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

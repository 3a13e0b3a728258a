import type { Counts } from '../../../../lib/contract/profile.ts';
import type { Signature } from '../../../../lib/contract/signature.ts';
import { createCounter } from '../../../../lib/model/profile/counter.ts';
import { allRows } from '../../../../lib/model/profile/row-selection.ts';
import type { QualityInput } from '../../../../monitoring/drift/quality/quality-findings.ts';
import { buildReferenceProfile } from '../../../../training/profile/reference-profile.ts';
import type { Random } from '../../../../training/random.ts';

/** A model of two numbers and a category, whose last number and whose category may be missing. */
export const signature: Signature = {
  task: 'classification',
  featuresKey: 'wine',
  carriedKeys: [],
  predictionKey: 'quality',
  features: [
    { name: 'alcohol', type: 'number' },
    { name: 'sugar', type: 'number', default: 0 },
    { name: 'region', type: 'category', values: ['north', 'south', 'east', 'west'], default: 'north' },
  ],
  classes: ['good', 'bad'],
};

export interface RowOptions {
  readonly count: number;
  readonly random: Random;
  /** Added to each alcohol. */
  readonly shift?: number;
  /** Share of rows without sugar. Default: 0.1. */
  readonly sugarless?: number;
  /** Rows of one sender come together: each repeats the row before with this probability. */
  readonly clustered?: number;
}

/** Rows of the signature, NaN where a value is missing. */
export function rowsOf({ count, random, shift = 0, sugarless = 0.1, clustered = 0 }: RowOptions) {
  const values = new Float32Array(count * 3);
  for (let row = 0; row < count; row++) {
    if (row > 0 && random.uniform() < clustered) values.copyWithin(row * 3, row * 3 - 3, row * 3);
    else {
      const sugar = random.uniform() < sugarless ? Number.NaN : -Math.log(1 - random.uniform());
      values.set([normal(random) + shift, sugar, random.below(3)], row * 3);
    }
  }
  return { values, count, width: 3 };
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}

export function profileOf(training: ReturnType<typeof rowsOf>) {
  const answers = { task: 'classification' as const, labels: new Int32Array(1), probabilities: undefined };
  return buildReferenceProfile({
    model: 'wine',
    signature,
    training,
    unseen: { rows: { ...training, count: 1 }, truth: undefined, answers },
    importance: [1 / 3, 1 / 3, 1 / 3],
    seed: 1,
  });
}

/** What a window of these rows counts in a profile's layout. @param rejected by reason and field */
export function countsOf(
  { layout }: QualityInput['profile'],
  rows: ReturnType<typeof rowsOf>,
  rejected: Counts['rejected'] = {},
): Counts {
  const counter = createCounter(layout);
  counter.countFeatures(rows.values, allRows(rows.count));
  return { ...counter.counts(), rejected };
}

export const WINDOW = { from: '2026-11-21T02', to: '2026-11-21T02' };

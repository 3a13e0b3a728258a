import type { Counts, Layout, ReferenceProfile } from '../../lib/contract/profile.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import { createCounter } from '../../lib/model/profile/counter.ts';
import { allRows } from '../../lib/model/profile/row-selection.ts';
import type { FeatureRows } from '../trainers/trainer.ts';
import { calibrate } from './calibration/calibrate.ts';
import { columnOf } from './columns.ts';
import { buildLayout } from './layout/build-layout.ts';
import { chooseLayout } from './layout/choose-layout.ts';
import type { Forerunner } from './layout/inherit.ts';
import { momentsOf } from './moments.ts';
import { performanceOf, rightRows } from './performance.ts';
import { spreadOf } from './spread.ts';
import type { UnseenRows } from './unseen-rows.ts';

/** What a reference is made from. */
export interface ReferenceInput {
  /** The model's name. */
  readonly model: string;
  readonly signature: Signature;
  /** The rows that the model was made from; NaN where a row had no value. */
  readonly training: FeatureRows;
  readonly unseen: UnseenRows;
  /** By feature: see importanceOf. */
  readonly importance: readonly number[];
  /** The champion, whose layout is gone on with where it fits. */
  readonly forerunner?: Forerunner | undefined;
  /** Of chunks and resampling. */
  readonly seed: number;
}

/** The reference of a version: what its live rows are compared with. The same input gives the same profile. */
export function buildReferenceProfile(input: ReferenceInput): ReferenceProfile {
  const { model, signature, training, unseen, importance, seed } = input;
  const { answers } = unseen;
  const fresh = buildLayout({
    signature,
    rows: training,
    values: answers.task === 'regression' ? answers.values : undefined,
    hasConfidence: answers.task === 'classification' && answers.probabilities !== undefined,
  });
  const count = (layout: Layout): Counts => countReference(layout, training, unseen);
  const { layout, counts } = chooseLayout(fresh, signature, input.forerunner, count);
  const moments = layout.features.map(({ type }, feature) =>
    type === 'number' ? momentsOf(columnOf(training, feature)) : null,
  );
  return {
    schema: 1,
    model,
    layout,
    counts,
    moments,
    importance: [...importance],
    spread: spreadOf({ layout, counts, moments, rows: training }, seed),
    calibration: calibrationOf(layout, counts, unseen, seed),
    performance: performanceOf(unseen),
  };
}

function countReference(layout: Layout, training: FeatureRows, { rows, answers }: UnseenRows): Counts {
  const counter = createCounter(layout);
  counter.countFeatures(training.values, allRows(training.count));
  counter.countPredictions(answers, allRows(rows.count));
  return counter.counts();
}

function calibrationOf(
  layout: Layout,
  { predictions: { confidence } }: Counts,
  unseen: UnseenRows,
  seed: number,
): ReferenceProfile['calibration'] {
  const right = rightRows(unseen);
  if (confidence === undefined || right === undefined) return null;
  const counter = createCounter(layout);
  counter.countPredictions(unseen.answers, right);
  return calibrate({ rows: confidence, hits: counter.counts().predictions.confidence! }, seed);
}

/** A profile as the file of a version. */
export function profileFile(profile: ReferenceProfile): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(profile)}\n`);
}

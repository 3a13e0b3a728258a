import { createHash } from 'node:crypto';
import { keys } from '../../../lib/contract/keys.ts';
import type { Counts, FeatureCounts, ReferenceProfile } from '../../../lib/contract/profile.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import { createCounter } from '../../../lib/model/profile/counter.ts';
import { encodeCounts } from '../../../lib/model/profile/encode-counts.ts';
import { layoutDigest } from '../../../lib/model/profile/layout-digest.ts';
import { allRows } from '../../../lib/model/profile/row-selection.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { atOnce } from '../../../monitoring/drift/windows/at-once.ts';
import { READS_AT_ONCE } from '../../../monitoring/drift/windows/merge-group.ts';
import { addToDay, type MergedHour } from '../../../monitoring/drift/windows/merged-day.ts';
import { addHours, dayOf, hoursBetween } from '../../../monitoring/drift/windows/window.ts';
import { digestOf, windowGroups } from '../../../monitoring/drift/windows/window-groups.ts';
import { buildReferenceProfile } from '../../../training/profile/reference-profile.ts';
import { seededRandom } from '../../../training/random.ts';
import { draftOf } from '../../lib/registry/support/draft.ts';

export const MODEL = 'wine-quality';
const FEATURES = 20;

const signature: Signature = {
  task: 'classification',
  featuresKey: 'wine_features',
  carriedKeys: [],
  predictionKey: 'wine_quality',
  features: Array.from({ length: FEATURES }, (_, i) => ({ name: `f${i}`, type: 'number' as const })),
  classes: [0, 1],
};

function rowsOf(count: number, seed: number) {
  const random = seededRandom(seed);
  const values = Float32Array.from({ length: count * FEATURES }, () => random.uniform() + random.uniform());
  return { values, count, width: FEATURES };
}

function answersTo(count: number) {
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  const probabilities = Float32Array.from({ length: 2 * count }, (_, i) =>
    labels[i >> 1] === i % 2 ? 0.8 : 0.2,
  );
  return { task: 'classification' as const, labels, probabilities };
}

/** A version of 20 features of 100 bins. */
export async function publish(store: ObjectStore): Promise<ReferenceProfile> {
  const training = rowsOf(4_000, 1);
  const profile = buildReferenceProfile({
    ...{ model: MODEL, signature, training, seed: 1 },
    unseen: { rows: training, truth: answersTo(training.count).labels, answers: answersTo(training.count) },
    importance: Array(FEATURES).fill(1 / FEATURES),
  });
  const draft = draftOf(MODEL);
  const json = { profile: new TextEncoder().encode(JSON.stringify(profile)) };
  await new ModelRegistry(store).publish({ ...draft, signature, artifacts: { ...draft.artifacts, ...json } });
  return profile;
}

const SAMPLE = 1_000;

/** Counts of so many rows: beyond a thousand those of a thousand, so many times. */
export function countsOf(profile: ReferenceProfile, rows: number, seed: number): Counts {
  const sample = Math.min(rows, SAMPLE);
  const counter = createCounter(profile.layout);
  counter.countFeatures(rowsOf(sample, seed).values, allRows(sample));
  counter.countPredictions(answersTo(sample), allRows(sample));
  return scaled(counter.counts(), Math.round(rows / sample));
}

function scaled({ rows, features, predictions }: Counts, by: number): Counts {
  const times = (counts: readonly number[]) => counts.map((count) => count * by);
  const feature = (one: FeatureCounts): FeatureCounts => ({
    ...one,
    bins: times(one.bins),
    ...(one.sums && { sums: one.sums.map((sum) => String(BigInt(sum) * BigInt(by))) }),
    below: one.below * by,
    above: one.above * by,
  });
  const { labels = [], confidence = [] } = predictions;
  return {
    rows: rows * by,
    features: features.map(feature),
    predictions: { rows: predictions.rows * by, labels: times(labels), confidence: times(confidence) },
    rejected: {},
  };
}

export interface HourOfTraffic {
  readonly hour: string;
  readonly sandboxes: number;
  /** Rows of each. */
  readonly rows: number;
}

/** What the sandboxes wrote of an hour. */
export async function writeHour(
  store: ObjectStore,
  profile: ReferenceProfile,
  { hour, sandboxes, rows }: HourOfTraffic,
): Promise<void> {
  const layout = layoutDigest(profile.layout);
  const counts = encodeCounts(countsOf(profile, rows, 2));
  await atOnce(namesOf(sandboxes), READS_AT_ONCE, async (writer) => {
    const head = {
      schema: 1,
      model: MODEL,
      version: 1,
      hour,
      writer,
      flush: 9,
      writtenAt: `${hour}:59:00.000Z`,
      layout,
    };
    const text = `${JSON.stringify(head).slice(0, -1)},"counts":${counts}}`;
    await store.create(keys.window(MODEL, hour, 1, writer), new TextEncoder().encode(text));
  });
}

function namesOf(sandboxes: number): string[] {
  return Array.from({ length: sandboxes }, (_, i) =>
    createHash('sha256').update(String(i)).digest('hex').slice(0, 32),
  );
}

/**
 * Five weeks that were merged before, up to an hour, and the objects of the last day as a listing has them: their
 * contents are never read again, so they are one byte long.
 */
export async function writeHistory(
  store: ObjectStore,
  profile: ReferenceProfile,
  { until, sandboxes }: { readonly until: string; readonly sandboxes: number },
): Promise<void> {
  const recent = { from: addHours(until, -25), to: until };
  for (const hour of hoursBetween(recent.from, recent.to))
    await atOnce(namesOf(sandboxes), READS_AT_ONCE, async (writer) => {
      await store.create(keys.window(MODEL, hour, 1, writer), new Uint8Array([32]));
    });
  const digests = new Map<string, string>();
  for await (const group of windowGroups(store, MODEL, recent))
    digests.set(group.hour, digestOf(group.sources));
  const hours = hoursBetween(addHours(until, -36 * 24), until);
  const layout = layoutDigest(profile.layout);
  for (const [day, ofDay] of Map.groupBy(hours, dayOf)) {
    const merged = ofDay.map(
      (hour, i): MergedHour => ({
        ...{ hour, version: 1, layout, sources: digests.get(hour) ?? 'expired', objects: sandboxes },
        ...{ brokenObjects: 0, broken: [], counts: countsOf(profile, 36_000, 3 + (i % 5)) },
      }),
    );
    await addToDay(store, { model: MODEL, day, listedUntil: until, hours: merged });
  }
}

import type { Counts, Layout, Moments, ReferenceProfile, StatisticName } from '../../lib/contract/profile.ts';
import { createCounter } from '../../lib/model/profile/counter.ts';
import { featureStatistics } from '../../monitoring/drift/statistics/feature-statistics.ts';
import { seededRandom } from '../random.ts';
import type { FeatureRows } from '../trainers/trainer.ts';

/** Rows of a chunk: those of the smallest window that is judged, so that its spread is the widest there is. */
export const CHUNK_ROWS = 500;

/** More chunks hardly change a mean and a deviation. */
const CHUNKS_MAX = 20;

/** Of fewer rows, a chunk is half of all. */
const CHUNKS_MIN = 2;

type Spread = ReferenceProfile['spread'];
type Statistics = Partial<Record<StatisticName, number>>;

/** The reference, its counts and its moments. */
export interface SpreadSource {
  readonly layout: Layout;
  readonly counts: Counts;
  readonly moments: readonly (Moments | null)[];
  readonly rows: FeatureRows;
}

/**
 * What each statistic is when nothing changed: of chunks of the reference, drawn without replacement, against all of
 * it. Rows go to chunks at random: in their own order a drift within the reference would count as nothing.
 */
export function spreadOf(source: SpreadSource, seed: number): Spread {
  const { rows } = source;
  const size = Math.min(CHUNK_ROWS, Math.floor(rows.count / CHUNKS_MIN));
  const chunks = size === 0 ? 0 : Math.min(CHUNKS_MAX, Math.floor(rows.count / size));
  const order = Int32Array.from(drawnRows(rows.count, size * chunks, seed));
  const found = Array.from({ length: chunks }, (_, chunk) =>
    statisticsOf(source, order.subarray(chunk * size, (chunk + 1) * size)),
  );
  const features = source.layout.features.map((_, feature) => summarise(found.map((all) => all[feature]!)));
  return { rows: size, chunks, features };
}

function statisticsOf({ layout, counts, moments, rows }: SpreadSource, chunk: Int32Array): Statistics[] {
  const counter = createCounter(layout);
  counter.countFeatures(rows.values, { rows: chunk, count: chunk.length });
  const current = counter.counts().features;
  return layout.features.map((bins, feature) =>
    featureStatistics(bins, counts.features[feature]!, current[feature]!, moments[feature]?.deviation ?? 0),
  );
}

/** The first rows of a random order, without putting all of them in order. */
function drawnRows(count: number, drawn: number, seed: number): number[] {
  const random = seededRandom(seed);
  const moved = new Map<number, number>();
  return Array.from({ length: drawn }, (_, at) => {
    const from = at + random.below(count - at);
    const row = moved.get(from) ?? from;
    moved.set(from, moved.get(at) ?? at);
    return row;
  });
}

function summarise(found: readonly Statistics[]): Spread['features'][number] {
  const names = Object.keys(found[0] ?? {}) as StatisticName[];
  return Object.fromEntries(
    names.map((name) => {
      const values = found.map((statistics) => statistics[name] ?? 0);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      const deviation = Math.sqrt(squares / Math.max(1, values.length - 1));
      return [name, { mean, deviation, max: Math.max(...values) }];
    }),
  );
}

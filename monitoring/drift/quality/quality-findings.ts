import type { QualityFinding } from '../../../lib/contract/drift.ts';
import { type Counts, hourStart, type ReferenceProfile } from '../../../lib/contract/profile.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import { exactTail, type Tally } from './exact-tail.ts';
import { type Measure, measuresOf, recordsOf } from './measures.ts';
import { type Usual, usualOfHistory, usualOfReference } from './usual.ts';
import { type Arrivals, volumeFinding } from './volume.ts';

/** A window, and what is known of before. */
export interface QualityInput {
  readonly signature: Signature;
  readonly profile: ReferenceProfile;
  /** Of the window. */
  readonly counts: Counts;
  readonly window: { readonly from: string; readonly to: string };
  /** Earlier windows of the same length, counted in the same layout. Default: none. */
  readonly history?: readonly Counts[] | undefined;
  /**
   * Records that came in each hour, whichever version answered, at most five weeks back; hours that are left out after
   * the first had none. Hours of the window are its volume; without them that is what `counts` holds. Default: none.
   */
  readonly arrivals?: readonly Arrivals[] | undefined;
  /** Records of the window that are known to have come, but neither `counts` nor `arrivals` hold. Default: 0. */
  readonly uncounted?: number | undefined;
}

/** False findings of one window, all features together: less than one in a thousand. */
const ALPHA = 0.001;

/** A share is worth a word when it is so much above what is usual, and a quarter of that besides. */
const RISE_MIN = 0.01;
const RISE_OF_USUAL_MIN = 0.25;

/** A handful: fewer records are no state of a stream. */
const HITS_MIN = 5;

const HOUR_MS = 3_600_000;

/** Earlier windows say what is usual when they cover so many hours with rows: a week, or three of working days. */
const HISTORY_HOURS_MIN = 7 * 24;

/**
 * What is wrong with the data of a window themselves, at once and in one window: values that are missing, of another
 * type, of a category never seen, outside the reference's range, and how much came. Each share is tested exactly
 * against what is usual (of the reference; of the stream itself once a week of hours is known), corrected for the
 * number of tests (Bonferroni), and must be above a floor: a finding is worth somebody's time. Where something is usual,
 * rows are taken to come ten alike: of 1,000 rows 6% must leave a range that none of 4,000 left, of 10,000 rows 3%.
 */
export function qualityFindings(input: QualityInput): QualityFinding[] {
  const { signature, profile, counts } = input;
  const measures = measuresOf(signature, profile.layout);
  const shares = measures.flatMap((measure) => {
    const finding = shareFinding(measure, measure.tallyOf(counts), usualOf(measure, input), measures.length);
    return finding === undefined ? [] : [finding];
  });
  const volume = volumeOf(input);
  return [...bothSides(shares), ...(volume === undefined ? [] : [volume])];
}

function usualOf(measure: Measure, { profile, window, history = [] }: QualityInput): Usual {
  const hours = (hourStart(window.to) - hourStart(window.from)) / HOUR_MS + 1;
  const windows = history.map(measure.tallyOf).filter(({ rows }) => rows > 0);
  if (windows.length * hours >= HISTORY_HOURS_MIN) return usualOfHistory(windows);
  return usualOfReference(measure.tallyOf(profile.counts));
}

function shareFinding(
  { kind, feature }: Measure,
  { hits, rows }: Tally,
  { tally: before, designEffect }: Usual,
  tests: number,
): QualityFinding | undefined {
  const usual = before.rows === 0 ? 0 : before.hits / before.rows;
  const rise = rows === 0 ? 0 : hits / rows - usual;
  if (hits < HITS_MIN || rise < Math.max(RISE_MIN, RISE_OF_USUAL_MIN * usual)) return undefined;
  const divisor = isNews(kind, before) ? 1 : designEffect;
  const shrunk = (tally: Tally): Tally => ({ hits: tally.hits / divisor, rows: tally.rows / divisor });
  const pValue = exactTail(shrunk({ hits, rows }), shrunk(before));
  if (pValue * tests >= ALPHA) return undefined;
  const message = sentence(kind, feature, `${percent(hits / rows)} of ${count(rows)}`, percent(usual));
  return { kind, feature, rows: hits, of: rows, usual, pValue, message };
}

/**
 * What never was before needs no explaining by senders of many rows: a single one that begins to send it is what a
 * finding is for. Not so a range: among new senders some are always beyond what the old ones sent.
 */
function isNews(kind: Measure['kind'], { hits }: Tally): boolean {
  return hits === 0 && kind !== 'out-of-range';
}

function sentence(kind: Measure['kind'], feature: string | null, share: string, usual: string): string {
  const ending = `; usual is ${usual}`;
  if (feature === null) return `the features of ${share} records could not be read at all${ending}`;
  if (kind === 'missing') return `"${feature}" is missing in ${share} records${ending}`;
  if (kind === 'type') return `"${feature}" has another type in ${share} records${ending}`;
  if (kind === 'unseen-category')
    return `"${feature}" has a category never seen before in ${share} records${ending}`;
  return `"${feature}" is outside its range in ${share} values${ending}`;
}

/** A feature that leaves its range on both sides is one finding. */
function bothSides(findings: readonly QualityFinding[]): QualityFinding[] {
  const byPlace = Map.groupBy(findings, ({ kind, feature }) => JSON.stringify([kind, feature]));
  return [...byPlace.values()].map((same) => same.reduce(joined));
}

function joined(below: QualityFinding, above: QualityFinding): QualityFinding {
  const [rows, usual] = [below.rows + above.rows, below.usual + above.usual];
  const share = `${percent(rows / below.of)} of ${count(below.of)}`;
  const message = sentence('out-of-range', below.feature, share, percent(usual));
  return { ...below, rows, usual, message, pValue: Math.min(below.pValue, above.pValue) };
}

function volumeOf({
  counts,
  window,
  arrivals = [],
  uncounted = 0,
}: QualityInput): QualityFinding | undefined {
  const within = arrivals.filter(({ hour }) => hour >= window.from && hour <= window.to);
  const counted = within.length === 0 ? recordsOf(counts) : within.reduce((sum, hour) => sum + hour.rows, 0);
  const rows = counted + uncounted;
  return volumeFinding({ window, rows, arrivals: arrivals.filter(({ hour }) => hour < window.from) });
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))}%`;
}

function count(rows: number): string {
  return rows.toLocaleString('en-GB');
}

import type { Difference, DriftResult } from '../../../lib/contract/drift.ts';
import type { Counts, ReferenceProfile, RejectedCounts } from '../../../lib/contract/profile.ts';
import { emptyCounts, mergeCounts } from '../../../lib/model/profile/merge.ts';
import { byWeight, datasetOf, driftedOf, matters, verdictOf } from './dataset.ts';
import { differenceOf, type Picture, pictureOf } from './difference.ts';
import { collectEvidence } from './evidence.ts';
import { evidentlyDrifts } from './evidently.ts';
import { judgeEvidence } from './judge-evidence.ts';
import { type JudgeRequest, type Judging, readRequest, windowOf } from './judge-request.ts';
import { reasonOf } from './reason.ts';
import type { Series } from './series.ts';
import { confidenceSubject, featureSubjects, predictionSubject, type Subject } from './subjects.ts';
import { emptySum } from './sum.ts';
import type { Span } from './windows.ts';

/** What a drift result says that rests on counts alone. */
export type JudgedWindow = Pick<
  DriftResult,
  | 'window'
  | 'basis'
  | 'verdict'
  | 'reason'
  | 'alarm'
  | 'rows'
  | 'rejected'
  | 'drifted'
  | 'features'
  | 'prediction'
  | 'confidence'
  | 'dataset'
>;

/**
 * Whether a window differs from the same hours of prior weeks, or from the rows that the version was made from.
 *
 * A window grows from an hour to at most seven days until it has 500 rows. A feature differs when that is significant
 * AND large enough; it drifted when it differs in two of the latest three windows that share no hour. The null is
 * widened by what same-hour windows of the history vary beyond independent rows (null-width.ts). Prediction and
 * confidence are judged by the same rules among themselves; they raise no alarm, since prior weeks may have been
 * answered by other versions.
 */
export function judgeWindow(request: JudgeRequest): JudgedWindow {
  const judging = readRequest(request);
  const input = { ...request, countsAt: judging.countsAt };
  const features = judgeSubjects(featureSubjects(input), judging, request.profile);
  const answers = [predictionSubject(input), confidenceSubject(input)].filter((subject) => subject !== null);
  const answered = judgeSubjects(answers, judging, request.profile);
  const { counts, window } = windowCounts(request, judging);
  const differences = features.map(({ difference }) => difference);
  const dataset = datasetOf(
    differences,
    features.filter(({ evidently }) => evidently).map(({ difference }) => difference.name),
  );
  const isMatter = matters(dataset, differences.length);
  const verdict = verdictOf(differences);
  const result = {
    window,
    basis: judging.plan.basis,
    verdict,
    alarm: verdict === 'drift' && isMatter && judging.raisesAlarm,
    rows: counts.rows,
    rejected: rejectedRows(counts.rejected),
    drifted: driftedOf(differences),
    features: byWeight(differences),
    prediction: answered.find(({ difference }) => difference.type !== 'confidence')?.difference ?? null,
    confidence: answered.find(({ difference }) => difference.type === 'confidence')?.difference ?? null,
    dataset,
  };
  return { ...result, reason: reasonOf(result, isMatter) };
}

/** The judged window, grown where it had to, and the sum of its hours. */
export function windowCounts(
  request: JudgeRequest,
  judging: Judging = readRequest(request),
): { readonly window: DriftResult['window']; readonly counts: Counts } {
  let counts = emptyCounts(request.profile.layout);
  for (let hour = judging.span.from; hour <= judging.span.to; hour += 1) {
    const counted = judging.countsAt(hour);
    if (counted !== undefined) counts = mergeCounts(counts, counted);
  }
  return { window: windowOf(request, judging), counts };
}

interface JudgedSubject {
  readonly difference: Difference;
  readonly evidently: boolean;
}

/** One family of tests. */
function judgeSubjects(
  subjects: readonly Subject[],
  judging: Judging,
  { spread }: ReferenceProfile,
): JudgedSubject[] {
  const seen = subjects.map((subject) => lookAt(subject, judging));
  const judgements = judgeEvidence(seen.map(({ evidence }) => evidence));
  return subjects.map((subject, index) => {
    const { picture } = seen[index]!;
    return {
      difference: differenceOf(subject, picture, judgements[index]!, spread),
      evidently: picture.evidently,
    };
  });
}

/** Everything that is wanted of a subject's counts, which are let go after it. */
function lookAt(subject: Subject, { plan, span }: Judging) {
  const series = subject.open();
  const evidence = collectEvidence(series, plan);
  const current = sumOver(series, span);
  const picture: Picture = pictureOf(
    subject,
    series,
    current,
    evidence.comparison,
    evidentlyDrifts(series, current),
  );
  return { picture, evidence: { ...evidence, comparison: null } };
}

function sumOver(series: Series, span: Span) {
  const sum = emptySum(series);
  for (let hour = span.from; hour <= span.to; hour += 1) sum.add(series.at(hour), 1);
  return sum.sample();
}

function rejectedRows(rejected: RejectedCounts): number {
  return Object.values(rejected)
    .flatMap((byField) => Object.values(byField))
    .reduce((sum, rows) => sum + rows, 0);
}

import type { GateCheck } from '../../../lib/contract/verdict.ts';
import type { ModelOutput } from '../../../lib/model/session.ts';
import { seededRandom } from '../../random.ts';
import { type Check, checkNamed, type GateContext } from '../context.ts';
import { figure } from '../figure.ts';
import { metricValue } from '../metrics/metric.ts';
import { pairedRows } from '../metrics/paired-rows.ts';
import { withGapsFilled } from '../metrics/with-gaps-filled.ts';
import { pairedBootstrap, RESAMPLES } from '../statistics/bootstrap.ts';
import { pairedRandomization } from '../statistics/randomization.ts';
import { countUnsound } from '../unsound.ts';

const floor = checkNamed('floor');
const quality = checkNamed('quality');

/** What a candidate may be worse by in "non-inferior" mode, unless it is said otherwise. */
export const DEFAULT_MARGIN = 0.01;

/** Whether the candidate is of use at all, whatever the champion does. */
export const checkFloor: Check = ({ input, metric, answers, sound }) => {
  if (answers === undefined || !sound) return floor.skipped('it gives no sound answers to judge');
  const { holdout } = input;
  const value = metricValue(metric, holdout, answers.holdout);
  const constant = metric.constant(holdout);
  const asked = input.floor ?? constant.value;
  const better = metric.higherIsBetter ? value - asked : asked - value;
  const figures = { metric: metric.name, value, asked, constant: constant.value, rows: holdout.count };
  const found = `${metric.name} ${figure(value)} on ${holdout.count} holdout rows`;
  if (input.floor !== undefined) {
    const limit = metric.higherIsBetter ? 'at least' : 'at most';
    return floor.decided(better >= 0, `${found}; ${limit} ${figure(asked)} is asked`, figures);
  }
  const than = `${figure(asked)}, which ${constant.words} reaches`;
  return floor.decided(better > 0, `${found}; better than ${than}, is asked`, figures);
};

/** Whether the candidate is significantly better than the champion, or no worse by more than the margin. */
export const checkQuality: Check = (context) => {
  const { input, answers, sound, against } = context;
  if (answers === undefined || !sound) return quality.skipped('it gives no sound answers to compare');
  if (against.kind === 'missing') {
    return (against.fault ? quality.failed : quality.skipped)(against.why);
  }
  const { signature } = input.candidate;
  const unsound = countUnsound(signature, against.holdout);
  const gaps = `the champion itself answers ${unsound} of ${input.holdout.count} holdout rows with NaN, infinity or an unknown label`;
  if (unsound === input.holdout.count) {
    return quality.passed(`${gaps}: the floor alone decides`, { unsoundChampion: unsound });
  }
  const champion = withGapsFilled(signature, against.holdout, answers.holdout);
  const judged = judge(context, answers.holdout, champion);
  return unsound === 0 ? judged : { ...judged, reason: `${gaps}: these count against it; ${judged.reason}` };
};

function judge({ input, metric }: GateContext, own: ModelOutput, other: ModelOutput): GateCheck {
  const paired = pairedRows(metric, input.holdout, own, other);
  const { below } = seededRandom(input.seed ?? 0);
  const { value: difference, low, high } = pairedBootstrap(paired, below);
  // Of an accuracy McNemar's test asks the same, exactly.
  const asksP = input.mode === 'better' && metric.name !== 'accuracy';
  const p = asksP ? pairedRandomization(paired, below) : undefined;
  const values = {
    metric: metric.name,
    candidate: metricValue(metric, input.holdout, own),
    champion: metricValue(metric, input.holdout, other),
  };
  const margin = (input.margin ?? DEFAULT_MARGIN) * (metric.relativeMargin ? Math.abs(values.champion) : 1);
  const asked = input.mode === 'better' ? 0 : -margin;
  const figures = {
    ...values,
    difference,
    low,
    high,
    asked,
    resamples: RESAMPLES,
    rows: input.holdout.count,
    ...(p !== undefined && { p, level: LEVEL }),
  };
  const words =
    `${values.metric} ${figure(values.candidate)} against the champion's ${figure(values.champion)}: an advantage of ` +
    `${figure(difference)} (95% interval ${figure(low)} to ${figure(high)}, paired bootstrap of ${input.holdout.count} rows); ` +
    `"${input.mode}" asks for a lower bound above ${figure(asked)}`;
  const test = p === undefined ? '' : `, and for a randomization test's p below ${LEVEL} (${figure(p)})`;
  const holds = low > asked && (p === undefined || p < LEVEL);
  return quality.decided(holds, `${sameness(input, low, high)}${words}${test}`, figures);
}

/** One-sided, as the lower bound of a two-sided 95% interval is. */
const LEVEL = 0.025;

/** A person who sees a difference of exactly 0 asks whether it is the same model. */
function sameness({ candidate, champion }: GateContext['input'], low: number, high: number): string {
  if (champion !== undefined && Buffer.compare(candidate.model, champion.model) === 0)
    return 'the candidate is the champion, byte for byte: ';
  return low === 0 && high === 0 ? "every answer counts as the champion's does: " : '';
}

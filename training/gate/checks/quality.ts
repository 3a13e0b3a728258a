import type { GateCheck } from '../../../lib/contract/verdict.ts';
import { seededRandom } from '../../random.ts';
import type { Answered } from '../contest/job.ts';
import { type Check, checkNamed, type GateContext } from '../context.ts';
import { figure } from '../figure.ts';
import { metricValue } from '../metrics/metric.ts';
import { pairedRows } from '../metrics/paired-rows.ts';
import { type DifferenceInterval, pairedBootstrap, RESAMPLES } from '../statistics/bootstrap.ts';
import { countUnsound } from './answers.ts';

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
  const { input, metric, answers, sound, against } = context;
  if (answers === undefined || !sound) return quality.skipped('it gives no sound answers to compare');
  if (against.kind === 'missing') {
    return (against.fault ? quality.failed : quality.skipped)(against.why);
  }
  const unsound = countUnsound(input.candidate.signature, against.holdout);
  if (unsound > 0) {
    return quality.passed(
      `the champion itself answers ${unsound} of ${input.holdout.count} holdout rows with NaN, infinity or an unknown label: the floor alone decides`,
      { unsoundChampion: unsound },
    );
  }
  const interval = intervalOf(context, answers, against);
  return judge(context, interval, {
    metric: metric.name,
    candidate: metricValue(metric, input.holdout, answers.holdout),
    champion: metricValue(metric, input.holdout, against.holdout),
  });
};

function intervalOf({ input, metric }: GateContext, own: Answered, other: Answered): DifferenceInterval {
  const paired = pairedRows(metric, input.holdout, own.holdout, other.holdout);
  return pairedBootstrap(paired, seededRandom(input.seed ?? 0).below);
}

interface Values {
  readonly metric: string;
  readonly candidate: number;
  readonly champion: number;
}

function judge({ input, metric }: GateContext, interval: DifferenceInterval, values: Values): GateCheck {
  const { value: difference, low, high } = interval;
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
  };
  const words =
    `${values.metric} ${figure(values.candidate)} against the champion's ${figure(values.champion)}: an advantage of ` +
    `${figure(difference)} (95% interval ${figure(low)} to ${figure(high)}, paired bootstrap of ${input.holdout.count} rows); ` +
    `"${input.mode}" asks for a lower bound above ${figure(asked)}`;
  return quality.decided(low > asked, `${sameness(input, low, high)}${words}`, figures);
}

/** A person who sees a difference of exactly 0 asks whether it is the same model. */
function sameness({ candidate, champion }: GateContext['input'], low: number, high: number): string {
  if (champion !== undefined && Buffer.compare(candidate.model, champion.model) === 0)
    return 'the candidate is the champion, byte for byte: ';
  return low === 0 && high === 0 ? "every answer counts as the champion's does: " : '';
}

import type { GateCheck } from '../../../lib/contract/verdict.ts';
import type { Measured } from '../contest/job.ts';
import { type Check, checkNamed } from '../context.ts';
import { counted, figure } from '../figure.ts';
import { BATCH_ROWS, type GateLimits } from '../limits.ts';
import { compareLatency, type LatencyComparison } from '../statistics/compare-latency.ts';

const latency = checkNamed('latency');

/**
 * A difference that nobody notices, whatever its ratio: 1 µs a row is what encoding one record takes, and 50 µs is
 * what a call of the runtime itself varies by.
 */
const UNNOTICED_MS = { single: 0.05, batch: (BATCH_ROWS * 1e-3) as number } as const;

/** The 99th percentile of a row alone and of a batch, against the budget and the champion. */
export const checkLatency: Check = ({ contest, limits }) => {
  const measured = contest?.latency;
  if (measured === undefined) return latency.skipped('it gave no answers whose time could be measured');
  if (measured.kind === 'failed')
    return latency.failed(`its latency could not be measured: ${measured.why}`, {
      timeoutMs: limits.timeoutMs,
    });
  const single = judge(measured.single, 'single', limits);
  const batch = judge(measured.batch, 'batch', limits);
  return latency.decided(
    single.holds && batch.holds,
    `99th percentile of a row alone: ${single.words}; of ${counted(BATCH_ROWS, 'row')} at once: ${batch.words}`,
    { ...single.figures, ...batch.figures, batchRows: BATCH_ROWS },
  );
};

/** A slower model may be worth it: that is for people to say. */
const HINT = ' ("weir train" and "weir gate" accept more with --max-latency-ratio)';

interface Judged {
  readonly holds: boolean;
  readonly words: string;
  readonly figures: GateCheck['figures'];
}

function judge(measured: Measured, what: 'single' | 'batch', limits: GateLimits): Judged {
  const compared = compareLatency(measured);
  const budgetMs = what === 'single' ? limits.singleP99Ms : limits.batchP99Ms;
  const inBudget = compared.candidateMs <= budgetMs;
  const inRatio = isNear(compared, limits.latencyRatio, UNNOTICED_MS[what]);
  return {
    holds: inBudget && inRatio,
    words: `${describe(compared, budgetMs, limits.latencyRatio)}${inRatio ? '' : HINT}`,
    figures: {
      [`${what}P99Ms`]: compared.candidateMs,
      [`${what}P99MsChampion`]: compared.championMs ?? null,
      [`${what}Ratio`]: compared.ratio ?? null,
      [`${what}BudgetMs`]: budgetMs,
      [`${what}Runs`]: measured.wall.candidate.length * measured.repetitions,
    },
  };
}

function isNear(
  { candidateMs, championMs, ratio }: LatencyComparison,
  most: number,
  unnoticedMs: number,
): boolean {
  if (championMs === undefined || ratio === undefined) return true;
  return ratio <= most || candidateMs - championMs <= unnoticedMs;
}

function describe(
  { candidateMs, championMs, ratio }: LatencyComparison,
  budgetMs: number,
  most: number,
): string {
  const own = `${figure(candidateMs)} ms (budget ${budgetMs})`;
  if (championMs === undefined || ratio === undefined) return own;
  return `${own}, ${figure(ratio)} × the champion's time (${figure(championMs)} ms; at most ${most} ×)`;
}

import { MONTH_SECONDS } from '../limits.ts';
import { n } from '../line.ts';
import type { Prices } from '../prices.ts';
import type { Traffic } from '../traffic.ts';
import type { Workload } from '../workload.ts';
import type { CostLine } from './cost-line.ts';
import { tiered, tierNames } from './tiers.ts';

/** Requests and GB-seconds, as if the account had no other function. */
export function functionCost({ memory }: Workload, traffic: Traffic, { lambda }: Prices): CostLine[] {
  const { invocationsPerSecond, durationMs } = traffic;
  const invocations = invocationsPerSecond * MONTH_SECONDS;
  const gbSeconds = (invocations * durationMs * memory) / 1_000 / 1_024;
  return [
    {
      service: 'Lambda',
      what: 'requests',
      usd: (invocations / 1e6) * lambda.millionRequests,
      how: `${n(invocationsPerSecond)}/s × ${n(MONTH_SECONDS)} s = ${n(invocations / 1e6)} million × $${lambda.millionRequests}`,
    },
    {
      service: 'Lambda',
      what: 'GB-seconds',
      usd: tiered(gbSeconds, lambda.gbSecond),
      how: `${n(invocations / 1e6)} million × ${n(durationMs)} ms × ${n(memory)} ÷ 1,024 GB = ${n(gbSeconds)} × ${tierNames(gbSeconds, lambda.gbSecond)}`,
    },
  ];
}

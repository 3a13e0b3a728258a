import { DEFAULT_POLL_SECONDS } from '../../contract/environment.ts';
import { MONTH_SECONDS } from '../limits.ts';
import { many, n } from '../line.ts';
import { ASSUMED } from '../measurements.ts';
import { GB, type Prices } from '../prices.ts';
import type { Shards } from '../shards.ts';
import type { Traffic } from '../traffic.ts';
import type { Workload } from '../workload.ts';
import type { CostLine } from './cost-line.ts';

/** What a quarantined record has besides its data: reason, origin, what to do. */
const REJECTION_BYTES = 600;

/** The registry's polls, the quarantine, the images. */
export function storageCost(
  workload: Workload,
  traffic: Traffic,
  shards: Shards,
  { s3, ecrGbMonth }: Prices,
): CostLine[] {
  // A sandbox looks inside an invocation alone.
  const sandboxLooks = Math.min(shards.lanes / DEFAULT_POLL_SECONDS, traffic.invocationsPerSecond);
  const looks = (sandboxLooks * MONTH_SECONDS) / 1_000;
  return [
    {
      service: 'S3',
      what: 'looks at the champion',
      usd: looks * s3.thousandGets,
      how: `${many(shards.lanes, 'sandbox')} at most ÷ ${DEFAULT_POLL_SECONDS} s × ${n(MONTH_SECONDS)} s = ${n(looks)} thousand × $${s3.thousandGets}`,
    },
    ...quarantineCost(workload, traffic, s3),
    {
      service: 'ECR',
      what: 'images',
      usd: ASSUMED.imageGb * ecrGbMonth,
      how: `${ASSUMED.imageGb} GB (assumed) × $${ecrGbMonth}`,
    },
  ];
}

/** One object of each batch with a rejection, kept for a month. */
function quarantineCost(
  { rps, rejectedShare, recordBytes }: Workload,
  { invocationsPerSecond, quarantinePutsPerSecond }: Traffic,
  { thousandPuts, gbMonth }: Prices['s3'],
): CostLine[] {
  if (rejectedShare === 0) return [];
  const share = quarantinePutsPerSecond / invocationsPerSecond;
  const puts = (quarantinePutsPerSecond * MONTH_SECONDS) / 1_000;
  const bytes = Math.ceil((recordBytes * 4) / 3) + REJECTION_BYTES;
  const gb = (rps * rejectedShare * bytes * ASSUMED.keptDays * 86_400) / GB;
  return [
    {
      service: 'S3',
      what: 'quarantine puts',
      usd: puts * thousandPuts,
      how: `${n(invocationsPerSecond)}/s × ${n(share * 100)}% with a rejection × ${n(MONTH_SECONDS)} s = ${n(puts)} thousand × $${thousandPuts}`,
    },
    {
      service: 'S3',
      what: 'quarantine storage',
      usd: gb * gbMonth,
      how: `${n(rps * rejectedShare)}/s × ${n(bytes)} bytes × ${ASSUMED.keptDays} days = ${n(gb)} GB × $${gbMonth}`,
    },
  ];
}

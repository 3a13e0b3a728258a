import { MONTH_HOURS } from '../limits.ts';
import { n } from '../line.ts';
import { ASSUMED } from '../measurements.ts';
import type { Prices } from '../prices.ts';
import { STACK_RESOURCES } from '../resources.ts';
import type { Shards } from '../shards.ts';
import type { Workload } from '../workload.ts';
import type { CostLine } from './cost-line.ts';

/** One producer, and the event source mapping. */
const INPUT_USERS = 2;

/**
 * Keys by the month, and the calls by which Kinesis renews its data keys: for each stream and each set of
 * credentials that uses it, and every sandbox has its own. S3 has bucket keys, so its calls are few.
 */
export function keyCost({ consumers }: Workload, shards: Shards, { kms }: Prices): CostLine[] {
  const users = INPUT_USERS + shards.lanes + consumers;
  const calls = (users * ASSUMED.kmsCallsPerHour * MONTH_HOURS) / 10_000;
  return [
    {
      service: 'KMS',
      what: 'keys',
      usd: STACK_RESOURCES.keys * kms.keyMonth,
      how: `${STACK_RESOURCES.keys} × $${kms.keyMonth}; each of the first two yearly rotations adds as much`,
    },
    {
      service: 'KMS',
      what: 'requests',
      usd: calls * kms.tenThousandRequests,
      how: `${n(users)} users × ${ASSUMED.kmsCallsPerHour}/h (assumed) × ${MONTH_HOURS} h = ${n(calls)} × 10,000 × $${kms.tenThousandRequests}`,
    },
  ];
}

import { pricesOf } from '../../lib/capacity/prices.ts';
import type { CostPrices } from '../../lib/constructs/dashboard/cost-chart.ts';

/** For the dashboard of a region: of another one, where its prices are not known (weir plan says so). */
export function costPrices(region: string): CostPrices {
  const { kinesis, lambda } = pricesOf(region).prices;
  return {
    lambdaRequest: lambda.millionRequests / 1e6,
    gbSecond: lambda.gbSecond[0]!.price,
    shardHour: kinesis.shardHour,
    putUnit: kinesis.millionPutUnits / 1e6,
    onDemand: kinesis.onDemand,
  };
}

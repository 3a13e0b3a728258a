import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { DRIFT_MEMORY_MB } from '../drift/drift-function.ts';
import type { InferenceFunction } from '../inference-function/inference-function.ts';
import type { PredictionStreams } from '../prediction-streams/prediction-streams.ts';
import type { Chart } from './widgets.ts';

/** USD, of the region: see lib/capacity/prices.ts. */
export interface CostPrices {
  readonly lambdaRequest: number;
  readonly gbSecond: number;
  /** Of provisioned streams. */
  readonly shardHour: number;
  /** A record of up to 25 KB put on a provisioned stream. */
  readonly putUnit: number;
  /** Of streams on demand; null: not known of the region. */
  readonly onDemand: {
    readonly streamHour: number;
    readonly gbIn: number;
    readonly gbOut: number;
  } | null;
}

export interface CostParts {
  readonly function: InferenceFunction;
  readonly streams: PredictionStreams;
  /** The drift job, where it is a function. */
  readonly job: LambdaFunction | undefined;
}

const HOUR = Duration.hours(1);
const GB = 1_024;
const STREAMS = 2;

/**
 * What follows the traffic, hour by hour, at list prices: invoices are told a day later, and by account. Keys, metrics,
 * alarms and dashboards cost the same whatever comes; `weir plan` adds them up.
 */
export function cost(parts: CostParts, prices: CostPrices): readonly Chart[] {
  const { function: inference, job } = parts;
  return [
    {
      title: 'Cost of an hour at list prices, of what follows the traffic (weir plan tells the rest)',
      leftUnit: 'USD',
      left: [
        functionCost('function', inference.function, inference.memoryMb, prices),
        ...streamCost(parts, prices),
        ...(job === undefined ? [] : [functionCost('job', job, DRIFT_MEMORY_MB, prices)]),
      ],
      stacked: true,
    },
  ];
}

function functionCost(
  id: 'function' | 'job',
  lambda: LambdaFunction,
  memoryMb: number,
  { gbSecond, lambdaRequest }: CostPrices,
): IMetric {
  const options = { statistic: Stats.SUM, period: HOUR };
  return expression(
    id === 'job' ? 'drift job' : 'function',
    `${id}Ms / 1000 * ${plain((memoryMb / GB) * gbSecond)} + ${id}Calls * ${plain(lambdaRequest)}`,
    { [`${id}Ms`]: lambda.metricDuration(options), [`${id}Calls`]: lambda.metricInvocations(options) },
  );
}

/** Shards by the hour and records by the unit of 25 KB, or streams by the hour and bytes. */
function streamCost(
  { streams }: CostParts,
  { shardHour, putUnit, onDemand }: CostPrices,
): readonly IMetric[] {
  const { capacity } = streams;
  const used = {
    inBytes: streams.metricInputBytes({ period: HOUR }),
    outBytes: streams.metricOutputBytes({ period: HOUR }),
  };
  if (capacity.mode === 'provisioned') {
    const fixed = (capacity.inputShards + capacity.outputShards) * shardHour;
    const units = (side: 'in' | 'out') => `${side}Records * CEIL(${side}Bytes / ${side}Records / 25600)`;
    const records = {
      inRecords: streams.metricInputRecords({ period: HOUR }),
      outRecords: streams.metricOutputRecords({ period: HOUR }),
    };
    const sum = `${plain(fixed)} + (${units('in')} + ${units('out')}) * ${plain(putUnit)}`;
    return [expression('streams', sum, { ...used, ...records })];
  }
  if (onDemand === null) return [];
  const { streamHour, gbIn, gbOut } = onDemand;
  const sum = `${plain(STREAMS * streamHour)} + (inBytes + outBytes) / ${GB ** 3} * ${plain(gbIn + gbOut)}`;
  return [expression('streams', sum, used)];
}

function expression(label: string, text: string, usingMetrics: Record<string, IMetric>): IMetric {
  return new MathExpression({ expression: text, label, period: HOUR, usingMetrics });
}

/** Metric math knows no exponents: 2e-7 would be 2 times a metric named e, less 7. */
function plain(price: number): string {
  return price.toFixed(12).replace(/0+$/, '');
}

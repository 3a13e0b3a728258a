import { UserError } from '../../contract/errors.ts';
import { MONTH_HOURS, MONTH_SECONDS, PUT_UNIT_BYTES, RETENTION_HOURS } from '../limits.ts';
import { bytes, many, n } from '../line.ts';
import { GB, type KinesisPrices } from '../prices.ts';
import { STACK_RESOURCES } from '../resources.ts';
import type { Shards } from '../shards.ts';
import type { Sizes } from '../sizes.ts';
import type { Workload } from '../workload.ts';
import type { CostLine } from './cost-line.ts';

const KB = 1_024;

/** Records of one stream: how many a second, and how large. */
interface Flow {
  readonly name: 'input' | 'output';
  readonly perSecond: number;
  readonly size: number;
  /** Who reads it: the event source mapping, or the consumers. */
  readonly readers: number;
}

function flowsOf({ rps, recordsPerAggregate, consumers }: Workload, sizes: Sizes): readonly Flow[] {
  return [
    { name: 'input', perSecond: rps / recordsPerAggregate, size: sizes.input, readers: 1 },
    { name: 'output', perSecond: rps, size: sizes.output, readers: consumers },
  ];
}

/** Shards by the hour and puts by the unit. @throws UserError when retention costs and its price is not known */
export function provisionedCost(
  workload: Workload,
  sizes: Sizes,
  shards: Pick<Shards, 'input' | 'output'>,
  prices: KinesisPrices,
): CostLine[] {
  const total = shards.input + shards.output;
  const hours: CostLine = {
    service: 'Kinesis',
    what: 'shard hours',
    usd: total * MONTH_HOURS * prices.shardHour,
    how: `(${n(shards.input)} + ${n(shards.output)}) × ${MONTH_HOURS} h × $${prices.shardHour}`,
  };
  const puts = flowsOf(workload, sizes).map((flow) => putCost(flow, prices));
  return [hours, ...puts, ...retentionCost(workload, sizes, total, prices)];
}

function putCost({ name, perSecond, size }: Flow, { millionPutUnits }: KinesisPrices): CostLine {
  const units = Math.ceil(size / PUT_UNIT_BYTES);
  const millions = (perSecond * units * MONTH_SECONDS) / 1e6;
  return {
    service: 'Kinesis',
    what: `PUT units, ${name}`,
    usd: millions * millionPutUnits,
    how: `${n(perSecond)}/s × ${units} of 25 KB × ${n(MONTH_SECONDS)} s = ${n(millions)} million × $${millionPutUnits}`,
  };
}

function retentionCost(
  workload: Workload,
  sizes: Sizes,
  shards: number,
  { extendedShardHour, longTermGbMonth }: KinesisPrices,
): CostLine[] {
  const { retention, region } = workload;
  if (retention <= RETENTION_HOURS.included) return [];
  const longHours = Math.max(0, retention - RETENTION_HOURS.extended);
  if (extendedShardHour === null || longTermGbMonth === null) throw noRetentionPrice(retention, region);
  const extended: CostLine = {
    service: 'Kinesis',
    what: 'retention over 24 h',
    usd: shards * MONTH_HOURS * extendedShardHour,
    how: `${many(shards, 'shard')} × ${MONTH_HOURS} h × $${extendedShardHour}`,
  };
  if (longHours === 0) return [extended];
  const kept = flowsOf(workload, sizes).reduce((sum, { perSecond, size }) => sum + perSecond * size, 0);
  const gb = (kept * longHours * 3_600) / GB;
  const long: CostLine = {
    service: 'Kinesis',
    what: 'retention over 7 days',
    usd: gb * longTermGbMonth,
    how: `${bytes(kept)}/s × ${n(longHours)} h = ${n(gb)} GB × $${longTermGbMonth}`,
  };
  return [extended, long];
}

function noRetentionPrice(retention: number, region: string): UserError {
  return new UserError(
    `--retention is ${retention}, but lib/capacity/prices.ts has no price of ${region} for records kept longer than 24 hours: leave it at 24, or take --region us-east-1`,
  );
}

/** Streams by the hour, and bytes written and read. @throws UserError when a price that it takes is not known */
export function onDemandCost(workload: Workload, sizes: Sizes, prices: KinesisPrices): CostLine[] {
  const { region } = workload;
  const { onDemand } = prices;
  if (onDemand === null)
    throw new UserError(
      `lib/capacity/prices.ts has no on-demand price of ${region}: take --mode provisioned, or --region us-east-1`,
    );
  const flows = flowsOf(workload, sizes);
  const streams: CostLine = {
    service: 'Kinesis',
    what: 'stream hours',
    usd: STACK_RESOURCES.streams * MONTH_HOURS * onDemand.streamHour,
    how: `${STACK_RESOURCES.streams} × ${MONTH_HOURS} h × $${onDemand.streamHour}`,
  };
  return [
    streams,
    ...flows.flatMap((flow) => throughputCost(flow, onDemand)),
    ...storedCost(workload, flows, prices),
  ];
}

/** What is kept longer than 24 hours, each record as large as it is charged when it is written. */
function storedCost(
  { retention, region }: Workload,
  flows: readonly Flow[],
  { onDemand, longTermGbMonth }: KinesisPrices,
): CostLine[] {
  const { included, extended } = RETENTION_HOURS;
  if (retention <= included) return [];
  const price = onDemand?.extendedGbMonth ?? null;
  if (price === null || longTermGbMonth === null) throw noRetentionPrice(retention, region);
  const kept = flows.reduce((sum, { perSecond, size }) => sum + perSecond * roundedKb(size) * KB, 0);
  const line = (what: string, hours: number, gbMonth: number): CostLine => {
    const gb = (kept * hours * 3_600) / GB;
    const how = `${bytes(kept)}/s × ${n(hours)} h = ${n(gb)} GB × $${gbMonth}`;
    return { service: 'Kinesis', what, usd: gb * gbMonth, how };
  };
  const first = line('retention over 24 h', Math.min(retention, extended) - included, price);
  if (retention <= extended) return [first];
  return [first, line('retention over 7 days', retention - extended, longTermGbMonth)];
}

function roundedKb(size: number): number {
  return Math.ceil(size / KB);
}

function throughputCost(
  { name, perSecond, size, readers }: Flow,
  { gbIn, gbOut }: NonNullable<KinesisPrices['onDemand']>,
): CostLine[] {
  const rounded = roundedKb(size);
  const gb = (perSecond * rounded * KB * MONTH_SECONDS) / GB;
  const how = `${n(perSecond)}/s × ${rounded} KB × ${n(MONTH_SECONDS)} s = ${n(gb)} GB`;
  return [
    { service: 'Kinesis', what: `data in, ${name}`, usd: gb * gbIn, how: `${how} × $${gbIn}` },
    {
      service: 'Kinesis',
      what: `data out, ${name}`,
      usd: gb * readers * gbOut,
      how: `${n(gb)} GB × ${n(readers)} × $${gbOut}`,
    },
  ];
}

import { Color, type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { REJECTION_REASON_NAMES } from '../../contract/rejection.ts';
import { DEFAULT_THRESHOLDS } from '../alarms/alarm-thresholds.ts';
import type { InferenceAlarmsProps } from '../alarms/inference-alarms.ts';
import type { Chart } from './widgets.ts';

/** The parts whose metrics are shown. */
export type PathParts = Pick<InferenceAlarmsProps, 'streams' | 'function' | 'eventSource' | 'thresholds'>;

/** A provisioned shard takes this much. https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const SHARD_RECORDS_A_MINUTE = 1_000 * 60;
const SHARD_BYTES_A_MINUTE = 1024 ** 2 * 60;

/** Is anything wrong: beside the alarms' own widget. */
export function overview({ streams, function: inference, thresholds }: PathParts): readonly Chart[] {
  const age = (thresholds?.iteratorAgeSeconds ?? DEFAULT_THRESHOLDS.iteratorAgeSeconds) * 1_000;
  return [
    {
      title: 'Records: received, predicted, rejected, handed back',
      leftUnit: 'records a minute',
      left: [
        inference.metric('RecordsReceived', { label: 'received', color: Color.GREY }),
        inference.metric('RecordsPredicted', { label: 'predicted', color: Color.GREEN }),
        inference.metric('RecordsRejected', { label: 'rejected', color: Color.RED }),
        inference.metric('RecordsUnfinished', { label: 'handed back', color: Color.ORANGE }),
      ],
    },
    {
      title: 'How long records wait',
      leftUnit: 'milliseconds',
      left: [
        inference.metricIteratorAge({ label: 'age when the function gets them' }),
        streams.metricIteratorAge({ label: 'age when they are read' }),
      ],
      annotations: [{ value: age, label: 'alarm', color: Color.RED }],
    },
    {
      title: 'What is retried',
      leftUnit: 'a minute',
      left: [
        inference.metricErrors({ label: 'function errors', color: Color.RED }),
        inference.metric('BatchesUnfinished', { label: 'batches handed back', color: Color.ORANGE }),
        inference.metricThrottles({ label: 'throttles', color: Color.PURPLE }),
        inference.metric('NoChampion', { label: 'batches without a champion', color: Color.BROWN }),
      ],
    },
  ];
}

/** Where the time goes. */
export function speed({ function: inference, thresholds }: PathParts): readonly Chart[] {
  const p99 = (name: 'DecodeLatency' | 'InferLatency' | 'PutLatency', label: string): IMetric =>
    inference.metric(name, { statistic: Stats.p(99), label });
  const { slowBatchesMs, slowResponseMs } = { ...DEFAULT_THRESHOLDS, ...thresholds };
  return [
    {
      title: 'Time of a batch: mean, and by step, p99',
      leftUnit: 'milliseconds',
      left: [
        inference.metric('BatchLatency', { label: 'batch, mean', color: Color.BLUE }),
        p99('DecodeLatency', 'decode, p99'),
        p99('InferLatency', 'infer, p99'),
        p99('PutLatency', 'put, p99'),
      ],
      annotations: [{ value: slowBatchesMs, label: 'alarm', color: Color.RED }],
    },
    {
      title: 'Time from arrival to prediction, mean; the function: duration, and how many run at once',
      leftUnit: 'milliseconds',
      left: [
        inference.metric('ResponseTime', { label: 'from arrival, mean', color: Color.BLUE }),
        inference.metricDuration({ statistic: Stats.p(50), label: 'duration, p50' }),
        inference.metricDuration({ statistic: Stats.p(99), label: 'duration, p99' }),
      ],
      annotations: [
        { value: slowResponseMs, label: 'alarm', color: Color.RED },
        { value: inference.timeout.toMilliseconds(), label: 'time-out', color: Color.GREY },
      ],
      right: [inference.metricConcurrentExecutions({ label: 'at once' })],
      rightUnit: 'sandboxes',
    },
  ];
}

/** How sure, and what is not answered. */
export function answers({ function: inference }: PathParts): readonly Chart[] {
  return [
    {
      title: 'Confidence of predictions',
      leftUnit: 'probability',
      left: [10, 50, 90].map((percent) =>
        inference.metric('Confidence', { statistic: Stats.p(percent), label: `p${percent}` }),
      ),
    },
    {
      title: 'Rejections by reason',
      leftUnit: 'records a minute',
      left: REJECTION_REASON_NAMES.map((reason) => inference.metricRejected(reason, { label: reason })),
      stacked: true,
    },
  ];
}

/** What the streams take, and what left the path. */
export function edges({ streams, eventSource }: PathParts): readonly Chart[] {
  const { capacity } = streams;
  const [inputShards, outputShards] =
    capacity.mode === 'provisioned' ? [capacity.inputShards, capacity.outputShards] : [];
  return [
    streamChart('Input', inputShards, {
      records: streams.metricInputRecords({ label: 'records' }),
      refused: streams.metricInputThrottles({ label: 'refused', color: Color.RED }),
      bytes: streams.metricInputBytes({ label: 'bytes' }),
    }),
    streamChart('Output', outputShards, {
      records: streams.metricOutputRecords({ label: 'records' }),
      refused: streams.metricOutputThrottles({ label: 'refused', color: Color.RED }),
      bytes: streams.metricOutputBytes({ label: 'bytes' }),
    }),
    {
      title: 'Given up by the event source mapping',
      leftUnit: 'records a minute',
      left: [
        eventSource.metricDestinationEvents({ label: 'in the destination', color: Color.ORANGE }),
        eventSource.metricDroppedEvents({ label: 'dropped', color: Color.RED }),
        eventSource.metricFailedInvokeEvents({ label: 'of failed invocations', color: Color.GREY }),
      ],
    },
  ];
}

/** @param shards undefined on demand */
function streamChart(
  side: 'Input' | 'Output',
  shards: number | undefined,
  { records, refused, bytes }: Readonly<Record<'records' | 'refused' | 'bytes', IMetric>>,
): Chart {
  return {
    title: `${side} stream: records against its shards, and what it refused`,
    leftUnit: 'records a minute',
    left: [records, refused],
    right: [bytes],
    rightUnit: 'bytes a minute',
    ...limits(shards),
  };
}

/** Of provisioned streams; those on demand have none to draw. Bytes are in the line's name: it is the left axis'. */
function limits(shards: number | undefined): Pick<Chart, 'annotations'> {
  if (shards === undefined) return {};
  const mebibytes = (shards * SHARD_BYTES_A_MINUTE) / 1024 ** 2;
  const label = `limit of ${shards === 1 ? 'one shard' : `${shards} shards`} (and ${mebibytes} MiB a minute)`;
  return { annotations: [{ value: shards * SHARD_RECORDS_A_MINUTE, label, color: Color.RED }] };
}

import type { HostMetricName, PROCESS_METRICS } from '../../../lib/contract/host-metrics.ts';
import { HOST_ALARMS } from '../../prometheus/host-alarms.ts';
import type { Dashboard, Panel, Series } from '../panel.ts';

const host = (name: HostMetricName) => name;
const own = (name: (typeof PROCESS_METRICS)[number]) => name;
const promql = (expression: string, label: string): Series => ({ of: 'promql', expression, label });
const perSecond = (name: string) => `rate(${name}[$__rate_interval])`;

const MACHINE: readonly Panel[] = [
  {
    title: 'Processors',
    description: 'Share of their time that they were busy; over 80% is an alarm.',
    unit: 'share',
    alarm: 'host-cpu',
    series: [promql(HOST_ALARMS['host-cpu'].expression, '{{instance}}')],
  },
  {
    title: 'Memory in use',
    description: 'What programs cannot have any more, of all; over 70% is an alarm.',
    unit: 'share',
    alarm: 'host-memory',
    series: [promql(HOST_ALARMS['host-memory'].expression, '{{instance}}')],
  },
  {
    title: 'Disk in use',
    description: 'Of the file system on which the local state lies; over 85% is an alarm.',
    unit: 'share',
    width: 8,
    alarm: 'host-disk',
    series: [promql(HOST_ALARMS['host-disk'].expression, '{{instance}}')],
  },
  {
    title: 'Network',
    description: 'Bytes a second by device, the loopback among them. Linux alone.',
    unit: 'bytesPerSecond',
    width: 8,
    series: [
      promql(perSecond(host('weir_host_network_received_bytes_total')), '{{device}} received'),
      promql(perSecond(host('weir_host_network_sent_bytes_total')), '{{device}} sent'),
    ],
  },
  {
    title: 'Answers',
    description: '1 while the stack answers Prometheus.',
    unit: 'number',
    view: 'number',
    width: 8,
    alarm: 'service-down',
    series: [promql(HOST_ALARMS['service-down'].expression, '{{instance}}')],
  },
];

const PROCESS: readonly Panel[] = [
  {
    title: 'Processor time of the stack',
    description: 'Processors that the process of the command line keeps busy; the function has its own.',
    unit: 'number',
    width: 8,
    series: [promql(perSecond(own('process_cpu_seconds_total')), '{{instance}}')],
  },
  {
    title: 'Memory of the stack',
    description: 'What the process of the command line holds, and how much of it is objects.',
    unit: 'bytes',
    width: 8,
    series: [
      promql(own('process_resident_memory_bytes'), 'resident'),
      promql(own('nodejs_heap_size_used_bytes'), 'objects'),
    ],
  },
  {
    title: 'Event loop',
    description: 'By how much the process is late: long waits hold up the polling of shards.',
    unit: 'time',
    width: 8,
    series: [promql(own('nodejs_eventloop_lag_seconds'), 'lag')],
  },
];

const ON_AWS: readonly Panel[] = [
  {
    title: 'Invocations',
    description: 'How many, and how many at once.',
    unit: 'count',
    series: [
      { of: 'aws', metric: 'Invocations', statistic: 'Sum', label: 'invocations' },
      { of: 'aws', metric: 'ConcurrentExecutions', statistic: 'Maximum', label: 'at once' },
    ],
  },
  {
    title: 'Duration',
    description: 'Of invocations, as Lambda bills them.',
    unit: 'milliseconds',
    series: [
      { of: 'aws', metric: 'Duration', statistic: 'Average', label: 'mean' },
      { of: 'aws', metric: 'Duration', statistic: 'p99', label: 'p99' },
    ],
  },
  {
    title: 'Records of the streams',
    description: 'Records put on each stream of the account.',
    unit: 'count',
    series: [{ of: 'aws', metric: 'IncomingRecords', statistic: 'Sum', label: '' }],
  },
  {
    title: 'Streams at their limit',
    description: 'Reads and writes that were refused for want of shards, by stream.',
    unit: 'count',
    view: 'bars',
    series: [
      { of: 'aws', metric: 'WriteProvisionedThroughputExceeded', statistic: 'Sum', label: 'writes' },
      { of: 'aws', metric: 'ReadProvisionedThroughputExceeded', statistic: 'Sum', label: 'reads' },
    ],
  },
];

/** The machines, or what stands in for them on AWS. */
export const SYSTEM: Dashboard = {
  name: 'system',
  title: 'Weir: system',
  description: 'What it runs on: the machine of the embedded stack, or function and streams on AWS.',
  variables: ['stage', 'model'],
  offeredBy: 'RecordsReceived',
  from: 'now-6h',
  rows: [
    { title: 'The machine', panels: MACHINE },
    { title: 'The process', panels: PROCESS },
    { title: 'On AWS', panels: ON_AWS },
  ],
};

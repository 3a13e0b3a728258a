import { type Dashboard, metric } from '../panel.ts';

/** Does the stream flow: what comes, what becomes of it, and how long it takes. */
export const STREAMING: Dashboard = {
  name: 'streaming',
  title: 'Weir: streaming',
  description: 'What comes, what becomes of it, and how long that takes.',
  variables: ['stage', 'model', 'alias'],
  offeredBy: 'RecordsReceived',
  from: 'now-6h',
  rows: [
    {
      title: 'Traffic',
      panels: [
        {
          title: 'Records a second',
          description:
            'Received records end as predicted, rejected or unfinished; unfinished ones come again, so that the others add up to less than what is received while they do.',
          unit: 'perSecond',
          series: [
            metric('RecordsReceived', 'perSecond', 'received'),
            metric('RecordsPredicted', 'perSecond', 'predicted'),
            metric('RecordsRejected', 'perSecond', 'rejected'),
            metric('RecordsUnfinished', 'perSecond', 'unfinished'),
          ],
        },
        {
          title: 'Error rate',
          description:
            'Rejected and unfinished records ÷ received ones. Rejected ones want their sender mended, unfinished ones an outage ended.',
          unit: 'share',
          alarm: 'error-rate',
          series: [
            {
              of: 'share',
              numerator: ['RecordsRejected', 'RecordsUnfinished'],
              denominator: 'RecordsReceived',
              label: 'rejected and unfinished',
            },
          ],
        },
        {
          title: 'Rejections by reason',
          description: 'Records put in quarantine. weir quarantine tells what their senders can do.',
          unit: 'count',
          view: 'bars',
          width: 8,
          series: [{ of: 'reasons' }],
        },
        {
          title: 'Batches handed back',
          description:
            'Batches that were handed back in part or whole. Lambda does not count them as errors.',
          unit: 'count',
          view: 'bars',
          width: 8,
          series: [
            metric('BatchesUnfinished', 'increase', 'handed back'),
            metric('NoChampion', 'increase', 'no champion'),
          ],
        },
        {
          title: 'Counted records',
          description:
            'Records whose counts were made durable ÷ predicted ones. What is counted of a minute is written in the next: over and under 100% by turns is usual.',
          unit: 'share',
          width: 8,
          series: [
            {
              of: 'share',
              numerator: ['RecordsProfiled'],
              denominator: 'RecordsPredicted',
              label: 'counted',
            },
          ],
        },
      ],
    },
    {
      title: 'Time',
      panels: [
        {
          title: 'Response time',
          description:
            "From the arrival of a batch's oldest record to its acknowledged prediction: what waits in the stream counts.",
          unit: 'time',
          alarm: 'slow-response',
          series: [metric('ResponseTime', 'mean', 'mean'), metric('ResponseTime', 'p99', 'p99')],
        },
        {
          title: 'Batch latency',
          description: 'From the event to the acknowledged predictions: decode, infer and put.',
          unit: 'time',
          alarm: 'slow-batches',
          series: [metric('BatchLatency', 'mean', 'mean'), metric('BatchLatency', 'p99', 'p99')],
        },
        {
          title: 'Steps of a batch',
          description:
            'Mean of each step. Puts that take long hold up the shard; inference that takes long wants more memory.',
          unit: 'time',
          series: [
            metric('DecodeLatency', 'mean', 'decode'),
            metric('InferLatency', 'mean', 'infer'),
            metric('PutLatency', 'mean', 'put'),
          ],
        },
        {
          title: 'Slowest steps of a batch',
          description: 'The 99th percentile of each step.',
          unit: 'time',
          series: [
            metric('DecodeLatency', 'p99', 'decode'),
            metric('InferLatency', 'p99', 'infer'),
            metric('PutLatency', 'p99', 'put'),
          ],
        },
        {
          title: 'Iterator age',
          description:
            'How old the last record of a batch is when Lambda has read it. It grows when the shard stands still.',
          unit: 'milliseconds',
          series: [{ of: 'aws', metric: 'IteratorAge', statistic: 'Maximum', label: 'oldest' }],
        },
        {
          title: 'Errors and throttles of the function',
          description:
            'Invocations that crashed or ran out of time or memory, and those for which no sandbox was left.',
          unit: 'count',
          view: 'bars',
          series: [
            { of: 'aws', metric: 'Errors', statistic: 'Sum', label: 'errors' },
            { of: 'aws', metric: 'Throttles', statistic: 'Sum', label: 'throttles' },
          ],
        },
      ],
    },
  ],
};

import {
  METRIC_NAMESPACE,
  METRIC_SERVICES,
  TRAINING_DIMENSIONS,
  TRAINING_METRICS,
  type TrainingMetric,
} from '../../lib/contract/metrics.ts';

export interface HeartbeatOptions {
  readonly stage: string;
  readonly startedAt: Date;
  /** Stand in the documents without being dimensions, such as study and worker. */
  readonly properties: Readonly<Record<string, string | number>>;
  readonly now: () => Date;
  /** Takes a line of the log. */
  readonly write: (line: string) => void;
}

/** The alarm of silent tasks wants one in fifteen minutes. */
const BEAT_MS = 60_000;

/** Tells that a task runs: now, every minute, and with what it counted since. */
export class Heartbeats {
  readonly #options: HeartbeatOptions;
  readonly #timer: NodeJS.Timeout;
  #counts: Partial<Record<TrainingMetric, number>> = {};

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#beat();
    this.#timer = setInterval(() => this.#beat(), BEAT_MS);
    this.#timer.unref();
  }

  /** Goes into the next document. */
  count(metric: 'TrialsFinished' | 'TrialsFailed'): void {
    this.#counts[metric] = (this.#counts[metric] ?? 0) + 1;
  }

  /** Tells the last counts, and nothing more. */
  stop(): void {
    clearInterval(this.#timer);
    if (Object.keys(this.#counts).length > 0) this.#publish(this.#counts);
    this.#counts = {};
  }

  #beat(): void {
    const { now, startedAt } = this.#options;
    const RunAge = Math.max(0, (now().getTime() - startedAt.getTime()) / 1_000);
    const counts = this.#counts;
    this.#counts = {};
    this.#publish({ Heartbeats: 1, RunAge, ...counts });
  }

  /** One document of the embedded metric format. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
  #publish(values: Partial<Record<TrainingMetric, number>>): void {
    const { now, stage, properties, write } = this.#options;
    const Metrics = (Object.keys(values) as TrainingMetric[]).map((Name) => ({
      Name,
      Unit: TRAINING_METRICS[Name].unit,
    }));
    const CloudWatchMetrics = [{ Namespace: METRIC_NAMESPACE, Dimensions: [TRAINING_DIMENSIONS], Metrics }];
    const dimensions = { service: METRIC_SERVICES.training, stage };
    const _aws = { Timestamp: now().getTime(), CloudWatchMetrics };
    write(JSON.stringify({ _aws, ...dimensions, ...properties, ...values }));
  }
}

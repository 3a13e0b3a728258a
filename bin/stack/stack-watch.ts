import type { AlarmStates } from '../../lib/contract/alarms.ts';
import { METRIC_SERVICES } from '../../lib/contract/metrics.ts';
import { type AlarmChange, AlarmWatch } from '../../localstack/alarms/alarm-watch.ts';
import { Flow } from '../../localstack/console/flow.ts';
import { MetricStore } from '../../localstack/metrics/metric-store.ts';
import { createPrometheusText, type PrometheusText } from '../../localstack/metrics/prometheus-text.ts';

export interface StackWatchOptions {
  readonly model: string;
  readonly alias: string;
  /** The local state: thresholds and states of the alarms. */
  readonly home: string;
  readonly now: () => Date;
  readonly onAlarm: (change: AlarmChange) => void;
  readonly onTrouble: (reason: string) => void;
}

/** What the stack's own lines tell: its flow, its metrics, its alarms. */
export interface StackWatch {
  readonly flow: Flow;
  readonly metrics: PrometheusText;
  /** Takes a line that the function or the drift job printed. */
  take(line: string): void;
  alarms(): AlarmStates;
  /** Evaluates the alarms from now on. */
  start(): void;
  stop(): Promise<void>;
}

/** @param options the stack is local, whatever it serves */
export function watchStack(options: StackWatchOptions): StackWatch {
  const { model, alias, home, now, onAlarm, onTrouble } = options;
  const store = new MetricStore({ now });
  // Before the metrics' text is made, which takes up what the store is told from then on.
  const metrics = createPrometheusText({ store, disk: home });
  const stage = 'local';
  store.expect({ service: METRIC_SERVICES.inference, stage, model, alias });
  store.expect({ service: METRIC_SERVICES.drift, stage, model });
  const flow = new Flow(() => now().getTime());
  const alarms = new AlarmWatch({ store, directory: home, model, now, onChange: onAlarm, onTrouble });
  return {
    flow,
    metrics,
    take(line) {
      store.take(line);
      flow.take(line);
    },
    alarms: () => alarms.states(),
    start: () => alarms.start(),
    stop: () => alarms.stop(),
  };
}

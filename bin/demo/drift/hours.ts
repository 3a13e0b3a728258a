import type { AlarmName } from '../../../lib/contract/alarms.ts';
import type { DriftResult } from '../../../lib/contract/drift.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../../lib/registry/object-store.ts';
import type { ModelRegistry } from '../../../lib/registry/registry.ts';
import { AlarmWatch } from '../../../localstack/alarms/alarm-watch.ts';
import { MetricStore } from '../../../localstack/metrics/metric-store.ts';
import { runDriftJob } from '../../../monitoring/drift/job/run-drift-job.ts';
import { renderDriftReport } from '../../../monitoring/report/drift-report.ts';
import type { OwnStack } from '../own-stack.ts';
import { streamThrough } from '../stream-through.ts';
import { waitForCounts } from './counted-rows.ts';
import type { DemoClock } from './demo-clock.ts';
import type { Scenario } from './judge-drift.ts';

type Records = readonly Readonly<Record<string, unknown>>[];

/** No answer comes for so long: something is wrong. Counts are written with the answers, or soon after. */
const ANSWER_PATIENCE_MS = 60_000;
const COUNT_PATIENCE_MS = 10_000;

/** As on AWS: the job runs a quarter of an hour after the hour that it judges. */
const JOB_MINUTE = 75;

export interface WatchedHoursOptions {
  readonly stack: OwnStack;
  readonly clock: DemoClock;
  readonly monitoring: ObjectStore;
  readonly registry: ModelRegistry;
  readonly model: string;
  /** Where the alarms keep their states. */
  readonly stateDirectory: string;
  readonly signal: AbortSignal;
}

export interface WatchedHour {
  readonly result: DriftResult;
  /** The report, as HTML. */
  readonly html: string;
  /** Those that went on after this hour. */
  readonly alarms: readonly AlarmName[];
}

/** Lets hours pass on a stack: records flow, the drift job runs, what it publishes is measured, and alarms look at it. */
export class WatchedHours {
  readonly #options: WatchedHoursOptions;
  readonly #alarms: AlarmWatch;
  readonly #metrics: MetricStore;

  constructor(options: WatchedHoursOptions) {
    const { clock, model, stateDirectory: directory } = options;
    this.#options = options;
    this.#metrics = new MetricStore({ now: clock.now });
    this.#alarms = new AlarmWatch({
      ...{ store: this.#metrics, directory, model, now: clock.now },
      onChange: () => undefined,
    });
  }

  /** One hour of these records. @param onProgress told how many were answered */
  async pass(hour: string, records: Records, onProgress: (answered: number) => void): Promise<WatchedHour> {
    const { stack, clock, signal, monitoring, model } = this.#options;
    clock.moveTo(hour, 5);
    await streamThrough({ ...stack, records, signal, patienceMs: ANSWER_PATIENCE_MS, onProgress });
    await waitForCounts({
      ...{ monitoring, model, hour, signal },
      records: records.length,
      patienceMs: COUNT_PATIENCE_MS,
    });
    clock.moveTo(hour, JOB_MINUTE);
    return { ...(await this.#judge(hour)), alarms: await this.#newAlarms() };
  }

  async #judge(hour: string): Promise<Pick<WatchedHour, 'result' | 'html'>> {
    const { monitoring, registry, model, clock } = this.#options;
    const publish = (line: string) => void this.#metrics.take(line);
    const ports = { monitoring, registry, stage: 'local', now: clock.now, publish, log: () => undefined };
    const run = await runDriftJob({ ...ports, render: renderDriftReport }, { model });
    const judged = run.results.find(({ result }) => result.window.id === hour);
    if (judged === undefined) {
      const why = run.left.map(({ message }) => message).join('; ');
      throw new Error(`the drift job has not judged ${hour}: ${why || 'it found no counts'}`);
    }
    return { result: judged.result, html: await textOf(monitoring, judged.reportKey ?? '') };
  }

  async #newAlarms(): Promise<AlarmName[]> {
    const changes = await this.#alarms.evaluate();
    return changes.filter(({ to }) => to === 'alarm').map(({ name }) => name);
  }
}

async function textOf(store: ObjectStore, key: string): Promise<string> {
  const object = await store.get(key);
  if (object === undefined || object === NOT_MODIFIED) throw new Error(`${key} is not in ${store.location}`);
  return Buffer.from(object.body).toString('utf8');
}

/** What became of several hours. */
export function scenarioOf(hours: readonly WatchedHour[]): Scenario {
  return { results: hours.map(({ result }) => result), alarms: hours.flatMap(({ alarms }) => alarms) };
}

import type { DriftResult } from '../../lib/contract/drift.ts';
import { hourOf } from '../../lib/contract/profile.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import type { DriftRun } from '../../monitoring/drift/job/run-drift-job.ts';
import { plural } from '../terminal/format.ts';

export interface EmbeddedDriftOptions {
  readonly model: string;
  readonly monitoring: ObjectStore;
  readonly registry: ModelRegistry;
  readonly now: () => Date;
  /** Takes what the job publishes, as lines. */
  readonly publish: (line: string) => void;
}

/** The drift job in this process. What it is made of is loaded by its first run. */
export interface EmbeddedDriftJob {
  /** Judges the hours that are over, and the one that is not. @returns what came of it, in a sentence */
  run(): Promise<string>;
  /** Of the hour that was not over in the latest run, the version with most rows: it is kept nowhere else. */
  ofRunningHour(): DriftResult | undefined;
  /** The report on it. */
  reportOfRunningHour(): Promise<string | undefined>;
}

export function embeddedDriftJob(options: EmbeddedDriftOptions): EmbeddedDriftJob {
  let running: DriftResult | undefined;
  return {
    async run() {
      const { runDriftJob } = await import('../../monitoring/drift/job/run-drift-job.ts');
      const { renderDriftReport } = await import('../../monitoring/report/drift-report.ts');
      const { model, monitoring, registry, now, publish } = options;
      const ports = {
        ...{ monitoring, registry, now, stage: 'local' },
        render: renderDriftReport,
        log: () => undefined,
      };
      const done = await runDriftJob({ ...ports, publish }, { model });
      // Part of the same run: published as well, it would count as another.
      const current = await runDriftJob(ports, { model, window: hourOf(now()) });
      running = mostRows(current.results.map(({ result }) => result));
      return sentenceOf(done, current);
    },
    ofRunningHour: () => running,
    async reportOfRunningHour() {
      if (running === undefined) return undefined;
      const { renderDriftReport } = await import('../../monitoring/report/drift-report.ts');
      const { registry } = options;
      const profile = await registry.profile(await registry.manifest(running.model, running.version));
      return profile === undefined ? undefined : renderDriftReport(running, profile);
    },
  };
}

function mostRows(results: readonly DriftResult[]): DriftResult | undefined {
  return results.toSorted((a, b) => b.rows - a.rows)[0];
}

function sentenceOf(done: DriftRun, current: DriftRun): string {
  const judged = done.results.filter(({ isNew }) => isNew).length + current.results.length;
  const broken = done.broken.length + current.broken.length;
  const unread = broken === 0 ? '' : ` ${plural(broken, 'object')} could not be read.`;
  if (judged > 0) return `${plural(judged, 'window')} judged.${unread}`;
  const why = [...current.left, ...done.left][0]?.message;
  return `${why ?? 'Nothing has changed since the windows were judged.'}${unread}`;
}

import { reasonOf } from '../../../lib/contract/errors.ts';
import type { DriftPorts, DriftRequest, DriftRun } from './ports.ts';
import { runDriftJob } from './run-drift-job.ts';

export interface ModelsRequest extends Omit<DriftRequest, 'model'> {
  readonly models: readonly string[];
}

/** What a run over a model came to, for a log and for whoever called: no value of a record. */
export interface RunSummary {
  readonly model: string;
  readonly judged: readonly { readonly window: string; readonly version: number; readonly verdict: string }[];
  readonly alarms: readonly string[];
  readonly left: DriftRun['left'];
  readonly broken: DriftRun['broken'];
  readonly brokenObjects: number;
  readonly milliseconds: number;
}

/**
 * Runs the job for one model after the other. What keeps one from being judged does not keep the others.
 * @throws AggregateError of what went wrong, once all had their turn
 */
export async function runModels(
  ports: DriftPorts,
  { models, ...request }: ModelsRequest,
): Promise<RunSummary[]> {
  const summaries: RunSummary[] = [];
  const faults: unknown[] = [];
  for (const model of models) {
    try {
      const summary = summaryOf(await runDriftJob(ports, { model, ...request }));
      ports.log({
        level: summary.brokenObjects > 0 ? 'warn' : 'info',
        message: 'windows were judged',
        ...summary,
      });
      summaries.push(summary);
    } catch (error) {
      ports.log({ level: 'error', message: 'the drift job failed', model, reason: reasonOf(error) });
      faults.push(error);
    }
  }
  if (faults.length === 1) throw faults[0];
  if (faults.length > 1) throw new AggregateError(faults, `the drift job failed for ${faults.length} models`);
  return summaries;
}

function summaryOf(run: DriftRun): RunSummary {
  const { model, results, left, broken, brokenObjects, milliseconds } = run;
  const fresh = results.filter(({ isNew }) => isNew).map(({ result }) => result);
  return {
    model,
    judged: fresh.map(({ window, version, verdict }) => ({ window: window.id, version, verdict })),
    alarms: fresh.filter(({ alarm }) => alarm).map(({ window }) => window.id),
    ...{ left, broken, brokenObjects, milliseconds },
  };
}

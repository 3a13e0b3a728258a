import { z } from 'zod';
import { MlflowClient, MlflowFault, type MlflowServer } from './mlflow-client.ts';

/** A run as MLflow shows it. */
export interface MlflowRun {
  /** The experiment that it belongs to: the model's name. */
  readonly experiment: string;
  readonly name: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** Finite numbers. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Files by name. */
  readonly artifacts: Readonly<Record<string, Uint8Array>>;
}

/** What a value of a parameter may be long in every version of MLflow. */
const PARAMETER_MAX = 500;

/** Of one request: https://mlflow.org/docs/latest/rest-api.html#request-limits */
const PARAMETERS_PER_BATCH = 100;
const METRICS_PER_BATCH = 1_000;

const experimentSchema = z.object({ experiment: z.object({ experiment_id: z.string() }) });
const createdSchema = z.object({ experiment_id: z.string() });
const runSchema = z.object({
  run: z.object({ info: z.object({ run_id: z.string(), artifact_uri: z.string() }) }),
});

/**
 * Writes a finished run to a tracking server: parameters, metrics, tags and files.
 * @returns the run's id
 * @throws MlflowFault
 */
export async function logRun(server: MlflowServer, run: MlflowRun): Promise<string> {
  const client = new MlflowClient(server);
  const experimentId = await experimentOf(client, run.experiment);
  const created = await client.post('runs/create', {
    experiment_id: experimentId,
    run_name: run.name,
    start_time: run.startedAt.getTime(),
    tags: Object.entries(run.tags).map(([key, value]) => ({ key, value })),
  });
  const { run_id: id, artifact_uri: root } = parsed(runSchema, created, 'runs/create').run.info;
  await logFigures(client, id, run);
  for (const [file, body] of Object.entries(run.artifacts)) await client.putArtifact(root, file, body);
  await client.post('runs/update', { run_id: id, status: 'FINISHED', end_time: run.finishedAt.getTime() });
  return id;
}

async function experimentOf(client: MlflowClient, name: string): Promise<string> {
  const known = await client.get('experiments/get-by-name', { experiment_name: name });
  if (known !== undefined)
    return parsed(experimentSchema, known, 'experiments/get-by-name').experiment.experiment_id;
  return parsed(createdSchema, await client.post('experiments/create', { name }), 'experiments/create')
    .experiment_id;
}

async function logFigures(client: MlflowClient, id: string, run: MlflowRun): Promise<void> {
  const timestamp = run.finishedAt.getTime();
  const params = Object.entries(run.parameters).map(([key, value]) => ({
    key,
    value: String(value).slice(0, PARAMETER_MAX),
  }));
  const metrics = Object.entries(run.metrics)
    .filter(([, value]) => Number.isFinite(value))
    .map(([key, value]) => ({ key, value, timestamp, step: 0 }));
  const batches = Math.max(
    Math.ceil(params.length / PARAMETERS_PER_BATCH),
    Math.ceil(metrics.length / METRICS_PER_BATCH),
  );
  for (let batch = 0; batch < batches; batch++) {
    await client.post('runs/log-batch', {
      run_id: id,
      params: params.slice(batch * PARAMETERS_PER_BATCH, (batch + 1) * PARAMETERS_PER_BATCH),
      metrics: metrics.slice(batch * METRICS_PER_BATCH, (batch + 1) * METRICS_PER_BATCH),
    });
  }
}

function parsed<T>(schema: z.ZodType<T>, answer: unknown, what: string): T {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new MlflowFault(`${what}: the answer is none of MLflow's: ${z.prettifyError(result.error)}`);
}

import { reasonOf } from '../../lib/contract/errors.ts';
import type { Manifest } from '../../lib/contract/manifest.ts';
import { logRun } from './log-run.ts';
import type { MlflowServer } from './mlflow-client.ts';

/** A training with given hyperparameters, as it ended. */
export interface EndedTraining {
  readonly manifest: Manifest;
  readonly model: Uint8Array;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

/** Tells a tracking server of a single training. It fails open, as `trackSearch` does. @param warn told why not */
export async function trackTraining(
  server: MlflowServer,
  { manifest, model, startedAt, finishedAt }: EndedTraining,
  warn: (text: string) => void,
): Promise<void> {
  const metrics = Object.entries(manifest.metrics).map(
    ([name, { value }]) => [`holdout_${name}`, value] as const,
  );
  try {
    await logRun(server, {
      experiment: manifest.model,
      name: `version ${manifest.version}`,
      startedAt,
      finishedAt,
      parameters: { trainer: manifest.trainer, ...manifest.hyperparameters },
      metrics: Object.fromEntries(metrics),
      tags: {
        'weir.version': String(manifest.version),
        'weir.dataset': manifest.dataset?.source ?? '',
        'weir.dataset.sha256': manifest.dataset?.sha256 ?? '',
      },
      artifacts: { 'model.onnx': model },
    });
  } catch (thrown) {
    warn(
      `the MLflow server was not told of this training: ${reasonOf(thrown)}. Everything else is as it should be`,
    );
  }
}

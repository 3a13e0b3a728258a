import { expect, it } from 'vitest';
import type { Manifest } from '../../../lib/contract/manifest.ts';
import { trackTraining } from '../../../training/mlflow/track-training.ts';
import { startMlflow } from './mlflow-server.ts';

const MANIFEST = {
  model: 'churn',
  version: 3,
  trainer: 'weir train (svm)',
  hyperparameters: { C: 10, gamma: 1 },
  metrics: { accuracy: { value: 0.8, low: 0.7, high: 0.9 } },
  dataset: { source: 'churn.csv', sha256: 'a'.repeat(64), rows: 100 },
} as unknown as Manifest;

const ENDED = {
  manifest: MANIFEST,
  model: new TextEncoder().encode('a model'),
  startedAt: new Date(0),
  finishedAt: new Date(1000),
};

it('writes a single training as a run of its model’s experiment', async () => {
  const server = await startMlflow();
  const warnings: string[] = [];
  await trackTraining(server, ENDED, (text) => warnings.push(text));
  expect(warnings).toEqual([]);
  expect(server.runs).toEqual([
    {
      experiment: 'churn',
      name: 'version 3',
      status: 'FINISHED',
      params: { trainer: 'weir train (svm)', C: '10', gamma: '1' },
      metrics: { holdout_accuracy: 0.8 },
      tags: { 'weir.version': '3', 'weir.dataset': 'churn.csv', 'weir.dataset.sha256': 'a'.repeat(64) },
      artifacts: { 'model.onnx': 'a model' },
    },
  ]);
});

it('warns and goes on when the server refuses', async () => {
  const server = await startMlflow((response) => {
    response.writeHead(500).end('disk full');
    return true;
  });
  const warnings: string[] = [];
  await trackTraining(server, ENDED, (text) => warnings.push(text));
  expect(warnings.join()).toMatch(/was not told of this training: .*HTTP 500 disk full/);
});

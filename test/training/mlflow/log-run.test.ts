import { expect, it } from 'vitest';
import { logRun, type MlflowRun } from '../../../training/mlflow/log-run.ts';
import { MlflowFault } from '../../../training/mlflow/mlflow-client.ts';
import { startMlflow } from './mlflow-server.ts';

const RUN: MlflowRun = {
  experiment: 'wine-quality',
  name: 'a-study 1. forest',
  startedAt: new Date('2026-01-01T00:00:00Z'),
  finishedAt: new Date('2026-01-01T00:05:00Z'),
  parameters: { family: 'forest', trees: 100, bootstrap: true },
  metrics: { holdout_accuracy: 0.69, broken: Number.NaN },
  tags: { 'weir.study': 'a-study' },
  artifacts: { 'report.html': new TextEncoder().encode('<!doctype html>') },
};

it('writes parameters, finite metrics, tags and files, and ends the run', async () => {
  const server = await startMlflow();
  await logRun(server, RUN);
  expect(server.runs).toEqual([
    {
      experiment: 'wine-quality',
      name: 'a-study 1. forest',
      status: 'FINISHED',
      tags: { 'weir.study': 'a-study' },
      params: { family: 'forest', trees: '100', bootstrap: 'true' },
      metrics: { holdout_accuracy: 0.69 },
      artifacts: { 'report.html': '<!doctype html>' },
    },
  ]);
});

it('puts a second run into the experiment that is there', async () => {
  const server = await startMlflow();
  await logRun(server, RUN);
  await logRun(server, RUN);
  expect(server.experiments).toEqual(['wine-quality']);
  expect(server.runs).toHaveLength(2);
});

it('sends more parameters than one request may have in several', async () => {
  const server = await startMlflow();
  const parameters = Object.fromEntries(Array.from({ length: 230 }, (_, i) => [`p${i}`, i]));
  await logRun(server, { ...RUN, parameters });
  expect(Object.keys(server.runs[0]!.params)).toHaveLength(230);
});

it('names itself to a server with a password', async () => {
  const server = await startMlflow();
  const uri = server.uri.replace('http://', 'http://anna:p%40ss@');
  await logRun({ uri }, RUN);
  expect(new Set(server.authorizations)).toEqual(new Set([`Basic ${btoa('anna:p@ss')}`]));
});

it.each([
  ['an address of a file', { uri: 'file:///tmp/mlruns' }, /is no address of a tracking server/],
  ['a port that nobody listens on', { uri: 'http://127.0.0.1:1' }, /127\.0\.0\.1:1/],
])('%s is a fault of MLflow', async (_, server, message) => {
  await expect(logRun(server, RUN)).rejects.toThrow(MlflowFault);
  await expect(logRun(server, RUN)).rejects.toThrow(message);
});

it('gives up a server that does not answer in time', async () => {
  const server = await startMlflow(() => true);
  await expect(logRun({ ...server, timeoutMs: 50 }, RUN)).rejects.toThrow(/no answer within 50 ms/);
});

it('says what the server said when it refuses', async () => {
  const server = await startMlflow((response) => {
    response.writeHead(403).end('{"message":"Permission denied"}');
    return true;
  });
  await expect(logRun(server, RUN)).rejects.toThrow(/HTTP 403 .*Permission denied/);
});

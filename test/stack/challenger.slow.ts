import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { CHALLENGER, CHAMPION } from '../../lib/contract/alias.ts';
import { linearClassifier, sampleRecords, slowClassifier } from '../support/onnx-models.ts';
import { MODEL, publishSample, startTestStack, type TestStack } from './stack.ts';

/** A challenger and a rollback, through the real bundle, the real kinesis-mock and the poller. */

let running: TestStack | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function start(): Promise<TestStack> {
  running = await startTestStack({ pollSeconds: 0 });
  await publishSample(running.registry, linearClassifier());
  return running;
}

async function challenge(stack: TestStack, version: number): Promise<void> {
  await stack.registry.moveAlias({ model: MODEL, alias: CHALLENGER, version, by: 'test', reason: 'a test' });
}

interface Metrics {
  readonly ChallengerRows?: number;
  readonly ChallengerAgreements?: number;
  readonly ChallengerWait?: number;
  readonly ChallengerSkipped?: number;
  readonly DecodeLatency: number;
  readonly InferLatency: number;
  readonly PutLatency: number;
}

/** The function's metric documents. */
async function metrics(stack: TestStack): Promise<readonly Metrics[]> {
  const log = await readFile(stack.stack.endpoints.functionLog, 'utf8');
  return log
    .split('\n')
    .filter((line) => line.includes('"_aws"'))
    .map((line) => JSON.parse(line));
}

/** Sends batches until the metrics say what is waited for; answers the ids to expect. */
async function sendUntil(
  stack: TestStack,
  isSo: (documents: readonly Metrics[]) => boolean,
): Promise<string[]> {
  const ids: string[] = [];
  const giveUp = performance.now() + 30_000;
  while (!isSo(await metrics(stack))) {
    expect(performance.now()).toBeLessThan(giveUp);
    ids.push(...(await stack.send(sampleRecords(50))));
    await sleep(50);
  }
  return ids;
}

async function expectChampionAnswered(stack: TestStack, ids: readonly string[]): Promise<void> {
  const predictions = await stack.untilPredicted(ids.length);
  expect(predictions.map(({ predictionId }) => predictionId).sort()).toEqual([...ids].sort());
  expect(new Set(predictions.map(({ version }) => version))).toEqual(new Set([1]));
}

test('a challenger of the deployed bundle sees live rows, and its agreement is in the log', async () => {
  const stack = await start();
  const { version } = await publishSample(stack.registry, linearClassifier(), false);
  await challenge(stack, version);
  const rows = (documents: readonly Metrics[]) =>
    documents.reduce((sum, { ChallengerRows = 0 }) => sum + ChallengerRows, 0);
  const ids = await sendUntil(stack, (documents) => rows(documents) >= 20);
  const documents = await metrics(stack);
  expect(documents.reduce((sum, { ChallengerAgreements = 0 }) => sum + ChallengerAgreements, 0)).toBe(
    rows(documents),
  );
  await expectChampionAnswered(stack, ids);
}, 60_000);

test('a challenger whose runs take a second keeps no batch for more than a fifth of its time', async () => {
  const stack = await start();
  const { version } = await publishSample(stack.registry, slowClassifier(80), false);
  await challenge(stack, version);
  const ids = await sendUntil(stack, (documents) =>
    documents.some(({ ChallengerSkipped }) => ChallengerSkipped === 1),
  );
  for (const { ChallengerWait = 0, DecodeLatency, InferLatency, PutLatency } of await metrics(stack)) {
    // A timer comes tens of milliseconds late on a busy machine; a run takes a second.
    expect(ChallengerWait).toBeLessThan(0.2 * (DecodeLatency + InferLatency + PutLatency) + 100);
  }
  await expectChampionAnswered(stack, ids);
}, 60_000);

test('a rollback is served by the batch after it', async () => {
  const stack = await start();
  await publishSample(stack.registry, linearClassifier());
  const before = await stack.send(sampleRecords(20));
  await stack.untilPredicted(before.length);
  await stack.registry.rollback({ model: MODEL, alias: CHAMPION, by: 'test', reason: 'a test' });
  const after = await stack.send(sampleRecords(20));
  const predictions = await stack.untilPredicted(before.length + after.length);
  const versionOf = new Map(predictions.map(({ predictionId, version }) => [predictionId, version]));
  expect(new Set(before.map((id) => versionOf.get(id)))).toEqual(new Set([2]));
  expect(new Set(after.map((id) => versionOf.get(id)))).toEqual(new Set([1]));
}, 60_000);

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { forestClassifier, linearClassifier, sampleRecords } from '../support/onnx-models.ts';
import { promoteVersion, publishSample, startTestStack, type TestStack } from './stack.ts';

/** Promotion under load, through the real bundle, the real kinesis-mock and the poller. */

const PER_SECOND = 300;
const POLL_MS = 1000;
/** A batch in flight, a load of the new version, and a busy machine. */
const SLACK_MS = 3000;

let running: TestStack | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

/** Sends records at a steady rate until `stopped` says so; answers the ids to expect. */
async function produce(stack: TestStack, stopped: () => boolean): Promise<string[]> {
  const ids: string[] = [];
  const records = sampleRecords(PER_SECOND / 10);
  for (let tick = 0, start = performance.now(); !stopped(); tick++) {
    await sleep(Math.max(0, start + tick * 100 - performance.now()));
    ids.push(...(await stack.send(records)));
  }
  return ids;
}

test('records wait without a champion, then a promotion under load changes the answers within the poll interval, none lost, none doubled, and a corrupt version changes nothing', async () => {
  const stack = await startTestStack({ pollSeconds: POLL_MS / 1000 });
  running = stack;
  const { registry } = stack;
  let stopped = false;
  const producing = produce(stack, () => stopped);

  await sleep(1000);
  expect(await stack.predictions()).toEqual([]);
  const first = await publishSample(registry, linearClassifier());
  const second = await publishSample(registry, forestClassifier(), false);
  await sleep(2 * POLL_MS + SLACK_MS);

  const promotedAt = Date.now();
  await promoteVersion(registry, second.version);
  await sleep(POLL_MS + SLACK_MS);

  const corrupt = await publishSample(registry, linearClassifier(), false);
  await flipOneByte(join(stack.stack.endpoints.registry, corrupt.artifacts.model.key));
  await promoteVersion(registry, corrupt.version);
  await sleep(2 * POLL_MS + 1000);

  stopped = true;
  const ids = await producing;
  const predictions = await stack.untilPredicted(ids.length, 30_000);
  expect(ids.length).toBeGreaterThan(PER_SECOND * 5);
  expect(predictions.map((p) => p.predictionId).sort()).toEqual([...ids].sort());

  const versions = predictions.map((p) => p.version);
  expect(new Set(versions)).toEqual(new Set([first.version, second.version]));
  expect(versions).toEqual([...versions].sort((a, b) => a - b));
  const lastOfFirst = Math.max(
    ...predictions.filter((p) => p.version === first.version).map((p) => Date.parse(p.predictedAt)),
  );
  expect(lastOfFirst - promotedAt).toBeLessThan(POLL_MS + SLACK_MS);
  const log = await readFile(stack.stack.endpoints.functionLog, 'utf8');
  expect(log).toContain('digest-mismatch');
}, 90_000);

async function flipOneByte(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes[bytes.length >> 1]! ^= 1;
  await writeFile(path, bytes);
}

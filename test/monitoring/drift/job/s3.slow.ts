import { afterEach, expect, test, vi } from 'vitest';
import { openStore } from '../../../../lib/registry/adapters/open-store.ts';
import { readResult } from '../../../../monitoring/drift/job/results.ts';
import { runDriftJob } from '../../../../monitoring/drift/job/run-drift-job.ts';
import { type FaultHook, s3Environment, startS3Server } from '../../../support/s3-server.ts';
import { MODEL, portsOf, profileOf, publish, writeWindow } from './scene.ts';

const profile = profileOf();

afterEach(() => void vi.unstubAllEnvs());

/** A bucket whose pages have few keys, so that listings go on. */
async function bucket() {
  const server = await startS3Server({ pageKeys: 3 });
  for (const [name, value] of Object.entries(s3Environment(server.endpoint))) vi.stubEnv(name, value);
  const store = openStore('s3://weir/stage');
  await publish(store, profile);
  for (const writer of ['a', 'b', 'c', 'd', 'e'])
    for (const hour of ['2026-11-21T02', '2026-11-21T03'])
      await writeWindow(store, profile, { hour, count: 200, writer });
  return { server, store };
}

test('in S3 windows are merged over pages of listings, and nothing is written twice', async () => {
  const { server, store } = await bucket();
  const { ports } = portsOf(store);
  const run = await runDriftJob(ports, { model: MODEL });
  expect(run.results.map(({ result }) => result.rows)).toEqual([1000, 1000]);
  const before = server.requests.length;
  await runDriftJob(ports, { model: MODEL });
  const later = server.requests.slice(before);
  expect(later.filter(({ operation }) => operation === 'PutObject')).toEqual([]);
  expect(later.filter(({ key }) => key.includes('/windows/'))).toEqual([]);
  await server.close();
});

test('answers that are lost and errors that pass change nothing of what comes of it', async () => {
  const { server, store } = await bucket();
  const fault: FaultHook = ({ number, operation }) => {
    if (number % 7 === 0 && operation === 'PutObject') return { kind: 'drop-answer' };
    return number % 19 === 0 ? { kind: 'error', status: 503, code: 'SlowDown' } : undefined;
  };
  server.setFault(fault);
  const run = await runDriftJob(portsOf(store).ports, { model: MODEL });
  expect(server.faults['drop-answer']).toBeGreaterThan(0);
  server.setFault(undefined);
  expect(run.results.map(({ result }) => result.rows)).toEqual([1000, 1000]);
  expect(await readResult(store, MODEL, '2026-11-21T03', 1)).toEqual(run.results[1]!.result);
  await server.close();
});

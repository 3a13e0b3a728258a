import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, vi } from 'vitest';
import { type Ministack, startMinistack } from '../../../localstack/emulator/ministack.ts';
import { processSuite } from './process-suite.ts';
import { registrySuite } from './registry-suite.ts';
import { storeSuite } from './store-suite.ts';
import { type StoreHarness, s3HarnessAt } from './support/harness.ts';

/**
 * The suites once more, against an S3 that is not ours. Run it with
 * `node test/lib/registry/run-ministack.ts`, which installs MiniStack first, or names another emulator and a
 * bucket there.
 */
const given: { endpoint?: string; bucket?: string } = JSON.parse(process.env.WEIR_TEST_S3 ?? '{}');

let ministack: Ministack | undefined;
beforeAll(async () => {
  if (given.endpoint === undefined) ministack = await startMinistack({ services: ['s3'] });
});
afterAll(() => ministack?.stop());

async function s3HarnessNotOurs(): Promise<StoreHarness> {
  const endpoint = given.endpoint ?? ministack!.endpoint;
  const place = given.bucket === undefined ? await newBucket(endpoint) : `${given.bucket}/${randomUUID()}`;
  return {
    ...s3HarnessAt(endpoint, place),
    close: async () => {
      vi.unstubAllEnvs();
    },
  };
}

async function newBucket(endpoint: string): Promise<string> {
  const bucket = `weir-${randomUUID()}`;
  const created = await fetch(`${endpoint}/${bucket}`, { method: 'PUT' });
  if (!created.ok) throw new Error(`no bucket was made: HTTP ${created.status}`);
  return bucket;
}

describe("a store in an emulator's S3", () => storeSuite(s3HarnessNotOurs));
describe("a registry in an emulator's S3", () => registrySuite(s3HarnessNotOurs));
describe("processes over an emulator's S3", () => processSuite(s3HarnessNotOurs));

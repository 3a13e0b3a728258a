import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, vi } from 'vitest';
import { type Ministack, startMinistack } from '../../../localstack/emulator/ministack.ts';
import { processSuite } from './process-suite.ts';
import { registrySuite } from './registry-suite.ts';
import { storeSuite } from './store-suite.ts';
import { type StoreHarness, s3HarnessAt } from './support/harness.ts';

/**
 * The suites once more, against an S3 that is not ours. Run it with
 * `node test/lib/registry/run-ministack.ts`, which installs MiniStack first.
 */
let ministack: Ministack;
beforeAll(async () => {
  ministack = await startMinistack({ services: ['s3'] });
});
afterAll(() => ministack?.stop());

async function ministackHarness(): Promise<StoreHarness> {
  const bucket = `weir-${randomUUID()}`;
  const created = await fetch(`${ministack.endpoint}/${bucket}`, { method: 'PUT' });
  if (!created.ok) throw new Error(`MiniStack made no bucket: HTTP ${created.status}`);
  return {
    ...s3HarnessAt(ministack.endpoint, bucket),
    close: async () => {
      vi.unstubAllEnvs();
    },
  };
}

describe("a store in MiniStack's S3", () => storeSuite(ministackHarness));
describe("a registry in MiniStack's S3", () => registrySuite(ministackHarness));
describe("processes over MiniStack's S3", () => processSuite(ministackHarness));

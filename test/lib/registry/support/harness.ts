import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { openStore } from '../../../../lib/registry/adapters/open-store.ts';
import type { ObjectStore } from '../../../../lib/registry/object-store.ts';
import { s3Environment, startS3Server } from '../../../support/s3-server.ts';

/** A kind of store under test, running. */
export interface StoreHarness {
  /** A store at a place that nothing was written to; its location opens it in another process too. */
  open(): ObjectStore;
  /** What another process needs in its environment to open it. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function directoryHarness(): Promise<StoreHarness> {
  const root = await mkdtemp(join(tmpdir(), 'weir-store-'));
  let opened = 0;
  return {
    open: () => openStore(join(root, String(++opened))),
    environment: {},
    close: () => rm(root, { recursive: true, force: true }),
  };
}

/** The stand-in, with pages so small that every listing has several. */
export async function s3Harness(): Promise<StoreHarness> {
  const server = await startS3Server({ pageKeys: 3 });
  const { open, environment } = s3HarnessAt(server.endpoint, 'weir');
  return {
    open,
    environment,
    async close() {
      vi.unstubAllEnvs();
      await server.close();
    },
  };
}

/** Any S3 endpoint and a bucket there. */
export function s3HarnessAt(endpoint: string, bucket: string): Omit<StoreHarness, 'close'> {
  const environment = s3Environment(endpoint);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  let opened = 0;
  return { open: () => openStore(`s3://${bucket}/place/${++opened}`), environment };
}

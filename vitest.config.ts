import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** An App without an outdir leaves one behind in the temporary directory: this one goes with the run. */
const scratch = mkdtempSync(join(tmpdir(), 'weir-cdk-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

/**
 * Tests that synthesize stacks: aws-cdk-lib takes seconds to load, and they change nothing that another could see.
 * They share one module cache, which takes a quarter of the time.
 */
const CDK = [
  'test/lib/{constructs,stacks}/**/*.test.ts',
  'test/bin/deploy/**/*.test.ts',
  'test/lib/capacity/resources.test.ts',
  'test/localstack/emulator/unsupported.test.ts',
  'test/lambdas/inference/dockerfile.test.ts',
];

/** Node 24 runs the TypeScript of child processes directly, so tests spawn the very files users run. */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Most of the time goes to waiting for processes and polls: two files at once, also on two cores.
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'own', include: ['test/**/*.test.ts'], exclude: CDK } },
      { extends: true, test: { name: 'cdk', include: CDK, isolate: false, env: { TMPDIR: scratch } } },
    ],
  },
});

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch } from '../../support/registries.ts';
import { ended, startWeir, weir } from '../../support/run-weir.ts';
import { syntheticWines } from '../../support/synthetic-wines.ts';

/** The whole way on all wines is test/e2e/drift-demo.ts. */
function homeWithWines(rows: number): { home: string } {
  const home = scratch();
  writeFileSync(join(home, 'wines.csv'), syntheticWines(rows));
  return { home };
}

test('a demo that does not see what it should says why, ends with 1, and leaves its reports', async () => {
  const scene = homeWithWines(300);
  const { code, stdout, stderr } = await weir(['demo', '--drift', '--json', '--data', 'wines.csv'], scene);
  expect(code).toBe(1);
  // Sixty held-out wines are too few to tell.
  expect(stderr).toContain('without a change the verdict of');
  expect(stderr).toContain('drifted: none; expected: alcohol');
  expect(stdout.trim().split('\n')).toHaveLength(1);
  expect(JSON.parse(stdout)).toMatchObject({ noDrift: { drifted: [] }, drift: { drifted: [] } });
  expect(existsSync(join(scene.home, 'demo-drift', 'drift', 'v1.html'))).toBe(true);
}, 120_000);

test('Ctrl-C stops the demo of drift and all that it started', async () => {
  const scene = homeWithWines(300);
  const child = startWeir(['demo', '--drift', '--data', 'wines.csv'], scene);
  child.stdout?.on('data', (text: Buffer) => {
    if (text.includes('as they were measured')) child.kill('SIGINT');
  });
  const { code } = await ended(child);
  expect(code).toBe(130);
  expect(existsSync(join(scene.home, 'demo-drift'))).toBe(false);
}, 120_000);

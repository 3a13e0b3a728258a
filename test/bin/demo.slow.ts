import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { registryIn, scratch } from './support/registries.ts';
import { ended, startWeir, weir } from './support/run-weir.ts';
import { syntheticWines } from './support/synthetic-wines.ts';

// Whole stacks start and trainings run here: a machine that is busy with other things needs this long.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** The whole way on a tenth of the data: CI runs `npm run demo` on all of it. */
function homeWithWines(rows: number): { home: string } {
  const home = scratch();
  writeFileSync(join(home, 'wines.csv'), syntheticWines(rows));
  return { home };
}

test('the demo trains, streams the holdout, and answers as training measured; then it trains no more', async () => {
  const scene = homeWithWines(500);
  const first = await weir(['demo', '--data', 'wines.csv'], scene);
  expect(first.stderr).not.toContain('weir:');
  expect(first.code).toBe(0);
  expect(first.stdout).toContain('true \\ predicted');
  const result = JSON.parse(first.stdout.trimEnd().split('\n').at(-1)!);
  expect(Object.keys(result)).toEqual([
    ...['sent', 'predicted', 'rejected', 'lost', 'duplicates', 'accuracy', 'manifestAccuracy'],
    ...['recordsPerSecond', 'latencyMs', 'model', 'version'],
  ]);
  expect(result).toMatchObject({ predicted: result.sent, rejected: 0, lost: 0, duplicates: 0, version: 1 });
  expect(result.sent).toBeGreaterThan(90);
  expect(result.accuracy).toBe(result.manifestAccuracy);

  const second = await weir(['demo', '--data', 'wines.csv', '--json'], scene);
  expect(second.stdout.trim().split('\n')).toHaveLength(1);
  expect(JSON.parse(second.stdout)).toMatchObject({
    sent: result.sent,
    accuracy: result.accuracy,
    version: 1,
  });
});

test('a champion of other data stays: the demo says so and trains a model for itself', async () => {
  const scene = homeWithWines(300);
  await weir(['train', '--data', 'wines.csv'], scene);
  writeFileSync(join(scene.home, 'more.csv'), syntheticWines(400));
  const { code, stdout } = await weir(['demo', '--data', 'more.csv'], scene);
  expect(stdout).toMatch(/version 1 was trained on wines\.csv .*, but more\.csv has SHA-256/);
  expect(stdout).toContain('The champion stays');
  expect(code).toBe(0);
  expect(await registryIn(scene.home).versions('wine-quality')).toEqual([1]);
});

test('Ctrl-C stops the demo and all that it started', async () => {
  const scene = homeWithWines(300);
  const child = startWeir(['demo', '--data', 'wines.csv'], scene);
  child.stdout?.on('data', (text: Buffer) => {
    if (text.includes('Sending')) child.kill('SIGINT');
  });
  const { code } = await ended(child);
  expect(code).toBe(130);
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import { openStudy } from '../../training/study/study.ts';
import { verifyStudy } from '../../training/study/verify.ts';
import { registryIn, scratch } from './support/registries.ts';
import { ended, startWeir, weir } from './support/run-weir.ts';
import { syntheticWines } from './support/synthetic-wines.ts';

const QUICK = ['--families', 'forest,boosting,logistic', '--folds', '3'];

function home(): string {
  const directory = scratch();
  writeFileSync(join(directory, 'wines.csv'), syntheticWines(600));
  return directory;
}

test('two dozen trials with two workers, stopped by Ctrl-C, go on by the same command to a champion with a report', async () => {
  const scene = { home: home() };
  const args = [
    'train',
    '--data',
    'wines.csv',
    '--trials',
    '24',
    '--workers',
    '2',
    '--study',
    'mine',
    ...QUICK,
  ];
  const child = startWeir(args, scene);
  const first = ended(child);
  await untilComplete(scene.home, 'mine', 2);
  child.kill('SIGINT');
  const stopped = await first;
  expect(stopped.code).toBe(130);
  expect(stopped.stdout).toMatch(/study mine is stopped.*weir train --study mine/);

  const study = await openStudy(openStore(scene.home), 'mine');
  const before = await study.trials();
  expect(before.filter(({ state }) => state === 'complete').length).toBeGreaterThan(1);

  const { code, stdout, stderr } = await weir([...args, '--report', 'report.html', '--json'], scene);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const result = JSON.parse(stdout);
  expect(result.trials.complete + result.trials.pruned).toBe(24);
  expect(result.candidates).toHaveLength(5);
  expect(result.champion).toMatchObject({ moved: true, version: 1 });
  const trials = await study.trials();
  for (const { number, value } of before.filter(({ state }) => state === 'complete'))
    expect(trials[number]!.value).toBe(value);
  expect((await verifyStudy(study)).problems).toEqual([]);
  expect((await registryIn(scene.home).aliases('wine-quality')).champion).toMatchObject({
    version: 1,
    by: 'tester',
  });

  const again = await weir(['train', '--study', 'mine'], scene);
  expect(again.code).toBe(0);
  expect(again.stdout).toMatch(
    /The families by accuracy of their best trial:[\s\S]*The gate \(better\):[\s\S]*report\.html/,
  );
  expect(await registryIn(scene.home).versions('wine-quality')).toEqual([1]);
}, 240_000);

test('a worker that is killed is started again, and the search comes to its end', async () => {
  const scene = { home: home() };
  const child = startWeir(
    ['train', '--data', 'wines.csv', '--trials', '24', '--study', 'killed', ...QUICK],
    scene,
  );
  const run = ended(child);
  await untilComplete(scene.home, 'killed', 1);
  const [victim] = await childrenOf(child.pid!);
  process.kill(victim!, 'SIGKILL');
  const { code, stdout, stderr } = await run;
  expect(stderr).toMatch(
    /worker-\d died \(SIGKILL\)\. Its trial goes to another worker; it is started again/,
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/The champion of wine-quality is version 1 now/);
}, 300_000);

/** Waits until so many trials are complete: a search of small trials is over before its progress is shown twice. */
async function untilComplete(home: string, name: string, count: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const trials = await (await openStudy(openStore(home), name)).trials();
      expect(trials.filter(({ state }) => state === 'complete').length).toBeGreaterThanOrEqual(count);
    },
    { timeout: 60_000, interval: 50 },
  );
}

async function childrenOf(pid: number): Promise<number[]> {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  const lines = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  return lines
    .filter(([, parent, ...args]) => Number(parent) === pid && args.join(' ').includes('run-search-worker'))
    .map(([child]) => Number(child));
}

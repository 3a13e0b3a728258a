import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DirectoryStore } from '../../lib/registry/adapters/directory.ts';
import { createStudy } from '../../training/study/study.ts';
import { studyKeys } from '../../training/study/study-keys.ts';
import { runWorker } from '../../training/study/worker.ts';
import { draftOf } from '../training/study/support/drafts.ts';
import { runHere } from './gate/run-here.ts';
import { scratch } from './support/registries.ts';

/** A home with a study of six trials: one failed, one pruned, under a hostile name of a worker. */
async function homeWithStudy(): Promise<string> {
  const home = scratch();
  const study = await createStudy(new DirectoryStore(home), draftOf({ limits: { trials: 5 } }));
  await runWorker(study, {
    worker: 'ann\u001b[31m',
    async run({ number }, { report }) {
      await report(1, number / 10);
      if (number === 1) throw new Error('out of memory');
      if (number === 2) return { state: 'pruned', reason: 'below the median', metrics: {} };
      return { state: 'complete', value: 0.5 + number / 100, metrics: { seconds: 1 } };
    },
  });
  return home;
}

describe('weir study', () => {
  test('lists no studies as no fault, and says how to make one', async () => {
    const { code, stdout } = await runHere(['study'], scratch());
    expect(code).toBe(0);
    expect(stdout).toContain('weir train --trials 50');
  });

  test('lists studies for people and for machines', async () => {
    const home = await homeWithStudy();
    const { stdout } = await runHere(['study', 'list'], home);
    expect(stdout).toMatch(/^wine +5 +5 +accuracy 0\.55 +(svm|forest) +\d{4}-.* all 5 trials are finished$/m);
    const machine = await runHere(['study', 'list', '--json'], home);
    expect(JSON.parse(machine.stdout).studies).toMatchObject([
      {
        study: 'wine',
        trials: { complete: 4, pruned: 1, failed: 1, running: 0 },
        best: { number: 5, value: 0.55 },
      },
    ]);
  });

  test('lists the studies beside one that is broken, names that one, and says what to do', async () => {
    const home = await homeWithStudy();
    const store = new DirectoryStore(home);
    for (const [name, text] of [
      ['apple', '{"schema": 9}'],
      ['beer', 'to\u001b[31mrn'],
    ] as const)
      await store.create(studyKeys(name).definition, new TextEncoder().encode(text));
    const { code, stdout, stderr } = await runHere(['study', 'list'], home);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^wine +5 +5 /m);
    expect(stderr).toContain('weir: 2 studies cannot be read:\n  apple: studies/apple/study.json in');
    expect(stderr).toMatch(/^ {2}beer: studies\/beer\/study\.json/m);
    expect(stderr).toContain(`or move studies/<name> out of ${home}`);
    expect(stderr).not.toContain('\u001b');
    const machine = await runHere(['study', 'list', '--json'], home);
    expect(machine.code).toBe(1);
    expect(JSON.parse(machine.stdout)).toMatchObject({
      studies: [{ study: 'wine' }],
      broken: [{ study: 'apple' }, { study: 'beer' }],
    });
  });

  test('shows a study as a picture with its trials, and obeys no name', async () => {
    const home = await homeWithStudy();
    const { code, stdout } = await runHere(['study', 'show', 'wine'], home);
    expect(code).toBe(0);
    expect(stdout).toContain('5 of 5 trials: 4 complete, 1 pruned, 1 failed, 0 running; 0 take-overs');
    expect(stdout).toContain('best so far  ▁▁▁▅▇█  from 0.5 to 0.55');
    expect(stdout).toContain('each trial   ▁×·▅▇█');
    expect(stdout).toMatch(/^ +1 +failed +- +█ .*ann\\u001b\[31m: out of memory$/m);
    expect(stdout).toMatch(/^\* +5 +complete +0\.55 /m);
    expect(stdout).not.toContain('\u001b');
    const machine = await runHere(['study', 'show', 'wine', '--json'], home);
    expect(JSON.parse(machine.stdout)).toMatchObject({
      ended: { limit: 'trials' },
      list: Array(6).fill({ family: expect.any(String) }),
    });
  });

  test('says that a trial which was handed back waits for a worker', async () => {
    const home = scratch();
    const study = await createStudy(new DirectoryStore(home), draftOf());
    const stop = new AbortController();
    await runWorker(study, {
      worker: 'ann',
      signal: stop.signal,
      async run(_trial, { signal }) {
        stop.abort();
        signal.throwIfAborted();
        throw new Error('it was not stopped');
      },
    });
    const { stdout } = await runHere(['study', 'show', 'wine'], home);
    expect(stdout).toContain('0 failed, 0 running, 1 waiting for a worker; 0 take-overs');
    expect(stdout).toMatch(/^ +0 +waiting /m);
    expect(stdout).toContain('no trial of it runs now. It goes on with: weir train --study wine');
    const list = await runHere(['study', 'list'], home);
    expect(list.stdout).toContain('goes on, 0 running, 1 waiting for a worker');
  });

  test('verifies a study, and fails with each discrepancy named once somebody changed it', async () => {
    const home = await homeWithStudy();
    const { code, stdout } = await runHere(['study', 'verify', 'wine'], home);
    expect(code).toBe(0);
    expect(stdout).toContain('6 of 6 suggestions came out the same when they were sampled again');
    const store = new DirectoryStore(home);
    await store.delete(studyKeys('wine').claim(3));
    const changed = await runHere(['study', 'verify', 'wine'], home);
    expect(changed.code).toBe(1);
    expect(changed.stdout).toContain('trial 3: its claim is missing, and later trials have theirs');
    expect(changed.stdout).toContain('trial 5: it had seen trial 3, which cannot be read');
    expect(changed.stderr).toMatch(/^weir: study wine is not as its rules say: \d discrepancies$/m);
  });

  test('exports a journal to standard output or a file, whole or not at all', async () => {
    const home = await homeWithStudy();
    const { stdout } = await runHere(['study', 'export', 'wine'], home);
    const operations = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).op_code);
    expect(operations).toEqual([0, 3, 2, 2, 2, 2, 4, 4, 4, 4, 4, 4]);
    const file = join(home, 'journal.log');
    const written = await runHere(['study', 'export', 'wine', '--out', file], home);
    expect(written.stdout).toContain(`optuna-dashboard ${file}`);
    expect(readFileSync(file, 'utf8')).toBe(stdout);
    const nowhere = await runHere(['study', 'export', 'wine', '--out', join(home, 'none', 'x')], home);
    expect(nowhere).toMatchObject({ code: 2, stdout: '' });
    expect(existsSync(join(home, 'none'))).toBe(false);
  });

  test.each([
    [['study', 'show', 'red'], 'there is no study red in'],
    [['study', 'show', 'Red'], 'A name is 1 to 63 characters'],
    [['study', 'list', '--studies', '/no/such/place'], 'there is no directory /no/such/place'],
  ])('refuses %j as a mistake', async (args, problem) => {
    const { code, stderr } = await runHere(args, scratch());
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
  });
});

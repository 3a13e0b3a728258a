/**
 * Opens the golden journal, and that of a study run just now, with the real Optuna:
 *
 *   node test/training/study/journal/run-optuna.ts
 *
 * Exits with 1 when Optuna finds anything else than the study has, with 77 when it cannot be had here.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openStore } from '../../../../lib/registry/adapters/open-store.ts';
import { bestTrial } from '../../../../training/study/best-trial.ts';
import { exportJournal } from '../../../../training/study/journal/export-journal.ts';
import { createStudy } from '../../../../training/study/study.ts';
import { runWorker } from '../../../../training/study/worker.ts';
import { installPythonPeers, PythonPeersUnavailable } from '../../../support/python-peers.ts';
import { draftOf } from '../support/drafts.ts';

const MISSING_TOOL = 77;
const FOLDER = import.meta.dirname;
const python = await pythonOrEnd();

const golden = await opened(join(FOLDER, 'golden.jsonl'));
assert.deepEqual(golden.study, 'wine');
assert.deepEqual(golden.direction, 'MAXIMIZE');
assert.deepEqual(golden.metrics, ['accuracy']);
assert.deepEqual(
  golden.trials.map(({ state, value, reason }) => [state, value, reason]),
  [
    ['COMPLETE', 0.625, null],
    ['PRUNED', 0.25, 'below the median'],
    ['FAIL', null, 'out of "memory"'],
    ['RUNNING', null, null],
  ],
);
assert.deepEqual(golden.trials[0], {
  ...{ state: 'COMPLETE', value: 0.625, reason: null, seconds: 74.25 },
  params: { family: 'svm', 'svm.C': 0.5, 'svm.kernel': 'linear' },
  steps: { 1: 0.5625, 2: 0.625 },
  distributions: {
    family: "CategoricalDistribution(choices=('svm', 'forest'))",
    'svm.C': 'FloatDistribution(high=100.0, log=True, low=0.01, step=None)',
    'svm.kernel': "CategoricalDistribution(choices=('rbf', 'linear'))",
  },
});
assert.deepEqual(
  golden.trials[1]?.distributions['forest.trees'],
  'IntDistribution(high=200, log=False, low=10, step=10)',
);

const directory = await mkdtemp(join(tmpdir(), 'weir-journal-'));
try {
  const study = await createStudy(openStore(directory), draftOf({ limits: { trials: 25 } }));
  await runWorker(study, {
    worker: 'ann',
    async run({ number, parameters }, { report }) {
      for (let step = 1; step <= 3; step++) await report(step, number / step);
      if (number % 7 === 3) throw new Error('bad luck');
      if (number % 5 === 4) return { state: 'pruned', reason: 'worse', metrics: {} };
      return {
        state: 'complete',
        value: Math.sin(Number(parameters.C ?? parameters.trees)),
        metrics: { number },
      };
    },
  });
  const file = join(directory, 'journal.log');
  await writeFile(file, await exportJournal(study));
  const found = await opened(file);
  const trials = await study.trials();
  const states = { complete: 'COMPLETE', pruned: 'PRUNED', failed: 'FAIL', running: 'RUNNING' } as const;
  assert.deepEqual(
    found.trials.map(({ state }) => state),
    trials.map(({ state }) => states[state]),
  );
  const best = bestTrial(trials, 'maximize');
  const flat = Object.entries(best?.parameters ?? {}).map(([name, value]) => [
    `${best?.family}.${name}`,
    value,
  ]);
  assert.deepEqual(found.best, {
    value: best?.value,
    number: best?.number,
    params: { family: best?.family, ...Object.fromEntries(flat) },
  });
  console.log(`Optuna ${found.optuna} opened the golden journal and one of ${trials.length} trials`);
} finally {
  await rm(directory, { recursive: true, force: true });
}

interface Opened {
  readonly optuna: string;
  readonly study: string;
  readonly direction: string;
  readonly metrics: readonly string[];
  readonly best: unknown;
  readonly trials: readonly {
    readonly state: string;
    readonly value: number | null;
    readonly params: unknown;
    readonly steps: unknown;
    readonly distributions: Readonly<Record<string, string>>;
    readonly reason: string | null;
    readonly seconds: number | null;
  }[];
}

async function opened(file: string): Promise<Opened> {
  const { stdout } = await promisify(execFile)(python, [join(FOLDER, 'check_optuna.py'), file]);
  return JSON.parse(stdout);
}

async function pythonOrEnd(): Promise<string> {
  try {
    return await installPythonPeers();
  } catch (error) {
    if (!(error instanceof PythonPeersUnavailable)) throw error;
    console.error(`Not checked with Optuna: ${error.message}`);
    process.exit(MISSING_TOOL);
  }
}

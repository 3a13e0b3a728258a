import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `npm run verify`: everything heavier than the tests, one step after the other, each result printed.
 * `--ci` leaves out the steps that CI has run by itself; `--only <text>` runs the steps whose name holds the text.
 * A step that exits with 77 lacked a tool: that is a failure, never a pass.
 */

const ROOT = join(import.meta.dirname, '..');
const MISSING_TOOL = 77;

interface Step {
  readonly name: string;
  readonly command: string;
  /** Steps that .ci/run has done already in other words. */
  readonly skipInCi?: boolean;
}

const STEPS: readonly Step[] = [
  { name: 'format, lint, types, architecture', command: 'npm run check', skipInCi: true },
  { name: 'tests', command: 'npm test', skipInCi: true },
  {
    name: 'slow tests: the demo, replays, signals, studies, searches, the state machine, challengers',
    command: "npx vitest run --config test/slow.config.ts --exclude 'test/training/trainers/**'",
  },
  {
    name: 'every trainer at its extremes, and beside its graph on all held-out wines',
    command: 'npx vitest run --config test/slow.config.ts test/training/trainers',
    skipInCi: true,
  },
  { name: 'registry on a real emulator (MiniStack)', command: 'node test/lib/registry/run-ministack.ts' },
  {
    name: 'every stage synthesized without Docker, credentials and network',
    command: 'bash test/offline.sh node test/synth/main.ts',
  },
  { name: 'cfn-lint on the templates of every stage', command: 'bash test/cfn-lint.sh' },
  {
    name: "the function called by the client of Lambda's base image",
    command: 'node test/runtime-client.ts',
  },
  { name: 'deployed to an emulator, end to end', command: 'node test/e2e/main.ts' },
  { name: "the README's deployment", command: 'node test/e2e/readme.ts' },
  { name: "the README's commands with the real aws command line", command: 'bash test/aws-cli.sh' },
  {
    name: 'sixteen workers on one study, killed and paused, on a directory and on S3 (MiniStack)',
    command: 'node test/chaos/study/main.ts',
  },
  { name: "a study's journal opened by Optuna", command: 'node test/training/study/journal/run-optuna.ts' },
  {
    name: "the search's weights, widths and densities against Optuna's",
    command: 'node test/training/samplers/tpe/fixtures/check.ts',
  },
  {
    name: 'the search on functions, five seeds, against figures of Optuna',
    command: 'npm run bench:hpo -- --seeds 5 --optuna recorded',
  },
  {
    name: 'the search on functions beside Optuna itself',
    command: 'npm run bench:hpo -- --optuna run',
    skipInCi: true,
  },
  {
    name: 'training times beside scikit-learn',
    command: 'node test/bench/training/main.ts',
    skipInCi: true,
  },
  {
    name: "the README's search, its challenger on live records",
    command: 'node test/e2e/search.ts',
    skipInCi: true,
  },
  {
    name: "ten searches against scikit-learn's forest",
    command: 'node test/bench/training/seeds.ts --trials 50 --features all',
    skipInCi: true,
  },
  {
    name: "drift's statistics against SciPy's",
    command: 'node test/monitoring/drift/statistics/fixtures/check.ts',
  },
  {
    name: 'how often drift cries wolf, and how often it sees: a thousand simulations each, histories shared',
    command: 'npm run bench:drift -- --quick',
  },
  {
    name: 'the same, each simulation with a history of its own',
    command: 'npm run bench:drift',
    skipInCi: true,
  },
  {
    name: 'the drift job follows sandboxes, not records',
    command: 'node test/bench/drift-job/main.ts',
    skipInCi: true,
  },
  { name: 'the demo of drift, its reports in a browser', command: 'node test/e2e/drift-demo.ts' },
  { name: 'the console in a browser', command: 'node test/e2e/console.ts' },
  {
    name: 'Prometheus and Alertmanager watch the stack until a mail comes',
    command: 'node test/e2e/prometheus.ts',
  },
  { name: 'demo without network: the synthetic set', command: 'bash test/offline.sh npm run demo' },
  {
    name: 'chaos, a seed of its own: a million records',
    command: 'npm run test:chaos -- --seed random',
    skipInCi: true,
  },
  { name: 'a record on which the function dies', command: 'node test/chaos/poison.ts' },
  { name: 'a minute without output stream, S3, champion', command: 'node test/chaos/outages.ts' },
  { name: 'SIGKILL at random moments', command: 'node test/chaos/kills.ts' },
  { name: 'load, quarantine, replay against npm start', command: 'node test/chaos/load.ts' },
  { name: 'benchmarks against their targets', command: 'npm run bench -- --check' },
  {
    name: 'a newcomer: clean clone, empty npm cache, both commands, and both without network',
    command: 'bash test/newcomer.sh',
    skipInCi: true,
  },
];

interface Result {
  readonly name: string;
  readonly code: number;
  readonly seconds: number;
}

function run(step: Step): Result {
  console.log(`\n==> ${step.name}\n    ${step.command}`);
  const started = performance.now();
  const scratch = mkdtempSync(join(tmpdir(), 'weir-verify-'));
  const { status } = spawnSync('bash', ['-c', step.command], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, WEIR_SCRATCH: scratch },
  });
  rmSync(scratch, { recursive: true, force: true });
  return { name: step.name, code: status ?? 1, seconds: (performance.now() - started) / 1000 };
}

function describe({ name, code, seconds }: Result): string {
  const verdict = code === 0 ? 'ok    ' : code === MISSING_TOOL ? 'NO TOOL' : 'FAILED';
  return `${verdict}  ${seconds.toFixed(0).padStart(5)} s  ${name}${code === 0 ? '' : ` (exit ${code})`}`;
}

const inCi = process.argv.includes('--ci');
const onlyAt = process.argv.indexOf('--only');
const only = onlyAt < 0 ? '' : (process.argv[onlyAt + 1] ?? '');

const results = STEPS.filter((step) => !(inCi && step.skipInCi) && step.name.includes(only)).map(run);
const failed = results.filter((result) => result.code !== 0);
console.log(`\n${results.map(describe).join('\n')}`);
console.log(`\n${results.length - failed.length} passed, ${failed.length} failed`);
process.exit(failed.length === 0 && results.length > 0 ? 0 : 1);

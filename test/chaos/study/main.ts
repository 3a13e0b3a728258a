/**
 * Sixteen worker processes on one study while they die: in a directory, and in the S3 of MiniStack.
 *
 *   node test/chaos/study/main.ts [--seed <n>] [--on directory|s3]
 *
 * 200 trials; at least 20 workers are killed with SIGKILL in the middle of a trial, four or more are stopped until another
 * has their trial and then go on, one trial kills whoever runs it, and wall clocks are up to 60 s apart. Each trial
 * must have one accepted result, paused workers must be refused, `weir study verify` must sample every suggestion
 * again. Exits with 1 when that does not hold, with 77 when MiniStack cannot be had.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  installMinistack,
  MinistackUnavailable,
  startMinistack,
} from '../../../localstack/emulator/ministack.ts';
import { ended, startWeir } from '../../bin/support/run-weir.ts';
import { s3Environment } from '../../support/s3-server.ts';
import { judge } from './judge.ts';
import { runStudyChaos, STUDY } from './run-study-chaos.ts';

const ASKED = { trials: 200, workers: 16, kills: 20, pauses: 4 } as const;
/** Some blows come a moment after the trial's end, and do not count. */
const SPARE = { kills: 6, pauses: 2 } as const;
const MISSING_TOOL = 77;

const { values: flags } = parseArgs({
  options: { seed: { type: 'string', default: '20260101' }, on: { type: 'string' } },
});
const seed = Number(flags.seed);
if (!Number.isInteger(seed) || !['directory', 's3', undefined].includes(flags.on)) {
  console.error('expected --seed with a whole number, and --on with directory or s3');
  process.exit(2);
}

const scratch = await mkdtemp(join(tmpdir(), 'weir-study-chaos-'));
try {
  if (flags.on !== 's3') await fight('directory', scratch, {});
  if (flags.on !== 'directory') await fightOnS3();
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function fight(name: string, place: string, environment: Record<string, string>): Promise<void> {
  const blows = { kills: ASKED.kills + SPARE.kills, pauses: ASKED.pauses + SPARE.pauses };
  const run = await runStudyChaos({ ...ASKED, ...blows, place, environment, seed });
  const { line, problems } = await judge(run, ASKED);
  const verify = ['study', 'verify', STUDY, '--studies', place];
  const { code, stdout, stderr } = await ended(startWeir(verify, { home: scratch, environment }));
  const all =
    code === 0 ? problems : [...problems, `weir study verify exits with ${code}: ${stdout}${stderr}`];
  console.log(`${name}: ${line}`);
  console.log(
    all.length === 0 ? `PASSED on ${name} with seed ${seed}` : `FAILED on ${name} with seed ${seed}:`,
  );
  for (const problem of all) console.log(`  ${problem}`);
  if (all.length > 0) process.exitCode = 1;
}

async function fightOnS3(): Promise<void> {
  try {
    await installMinistack();
  } catch (error) {
    if (!(error instanceof MinistackUnavailable)) throw error;
    console.error(`Not run on S3: ${error.message}`);
    process.exitCode ||= MISSING_TOOL;
    return;
  }
  const ministack = await startMinistack({ services: ['s3'] });
  try {
    await fetch(`${ministack.endpoint}/weir-studies`, { method: 'PUT' });
    const environment = s3Environment(ministack.endpoint);
    // This process looks at the study too.
    Object.assign(process.env, environment);
    await fight('S3', 's3://weir-studies/here', environment);
  } finally {
    await ministack.stop();
  }
}

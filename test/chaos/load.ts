/**
 * The load of a day in the office, with a repair after it: `weir up`, `weir load` with bad records, `weir replay
 * --fix`, a second replay, and a load that is stopped by Ctrl-C; all of them the commands that people run.
 *
 *   node test/chaos/load.ts [--duration 60] [--rps 300] [--errors 0.05] [--seed <n>|random]
 *
 * Checks each step by what lies on the streams and in the quarantine, not by what the commands say alone. Exits
 * with 1 when anything is off.
 */
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DirectoryStore } from '../../lib/registry/adapters/directory.ts';
import { DUMMY_CREDENTIALS, openKinesis } from '../../lib/streams/adapters/kinesis.ts';
import { Checks } from './load/checks.ts';
import { interruptedLoad } from './load/interrupted-load.ts';
import { repair } from './load/repair.ts';
import { startStack } from './load/running-stack.ts';
import type { Scene } from './load/scene.ts';
import { steadyLoad } from './load/steady-load.ts';

const { values: flags } = parseArgs({
  options: {
    duration: { type: 'string', default: '60' },
    rps: { type: 'string', default: '300' },
    errors: { type: 'string', default: '0.05' },
    seed: { type: 'string', default: '20260101' },
  },
});
const seed = flags.seed === 'random' ? randomInt(2 ** 31) : Number(flags.seed);

console.log(`seed ${seed}`);
const home = await mkdtemp(join(tmpdir(), 'weir-load-'));
const checks = new Checks();
const stack = await startStack(home);
const client = openKinesis({ endpoint: stack.endpoint, region: 'us-east-1', credentials: DUMMY_CREDENTIALS });
const { duration, rps, errors } = flags;
const store = new DirectoryStore(home);
const scene: Scene = { stack, client, home, checks, store, duration, rps, errors, seed };
try {
  const summary = await steadyLoad(scene);
  await repair(scene, summary);
  await interruptedLoad(scene);
} finally {
  client.close();
  const { code, stderr } = await stack.stop();
  checks.hold('the stack stops by Ctrl-C', code === 0, `exit code ${code}${code === 0 ? '' : ` ${stderr}`}`);
  await rm(home, { recursive: true, force: true });
}
console.log(checks.failed.length === 0 ? 'PASSED' : `FAILED with seed ${seed}: ${checks.failed.join('; ')}`);
process.exitCode = checks.failed.length === 0 ? 0 : 1;

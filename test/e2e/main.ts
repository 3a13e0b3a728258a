/**
 * The CDK app on an emulator, from an empty one to an empty one: the emulator that AWS_ENDPOINT_URL names, else a
 * MiniStack of its own on a free port.
 *
 *   node test/e2e/main.ts [--json]
 *
 * Everything goes by the commands that people type: local:deploy, the README's aws commands, weir, local:destroy.
 * Exits with 1 when anything is off, with 77 where neither an emulator nor the aws command line can be had.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reasonOf } from '../../lib/contract/errors.ts';
import { ROOT } from '../../localstack/emulator/config.ts';
import { Steps } from '../../localstack/emulator/steps.ts';
import { alarmsAreSetAndTried, thresholdsStay } from './alarms.ts';
import { ToolMissing } from './aws-cli.ts';
import { theFunctionIsTheBundle } from './deployed-code.ts';
import { aLabelIsKept, theDriftJobJudgesWhatTheFunctionCounted } from './drift.ts';
import { LocalStage } from './local-stage.ts';
import {
  aBadRecordIsInQuarantine,
  aMendedRecordIsReplayed,
  aPromotedVersionIsPickedUp,
  thePrintedCommandsWork,
  theReadmesCommandsPredict,
} from './predictions.ts';
import { whatIsLeftOutIsRefused } from './refusals.ts';
import { alarmsAndDashboardExist, onlyTheBootstrapIsLeft } from './resources.ts';
import { must } from './scene.ts';
import { theTrainingIsThere } from './training.ts';

const { values: flags } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const EXIT = { failed: 1, missing: 77, interrupted: 130 } as const;

const started = performance.now();
// Below the repository, as a person's own state is by default: its package.json rules what lies there.
await mkdir(join(ROOT, '.weir'), { recursive: true });
const home = await mkdtemp(join(ROOT, '.weir', 'e2e-'));
const local = await LocalStage.open(home).catch(fail);
const steps = new Steps(process.stderr);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void close().finally(() => process.exit(EXIT.interrupted)));

await play(local).then(pass, async (error: unknown) => {
  await close();
  fail(error);
});

async function play(stage: LocalStage): Promise<void> {
  const before = await stage.before();
  const scene = await stage.deploy();
  await steps.run('the function is the built bundle', () => theFunctionIsTheBundle(scene));
  await steps.run("the README's aws commands predict", () => theReadmesCommandsPredict(scene));
  await steps.run('the commands that local:deploy prints', () => thePrintedCommandsWork(scene));
  await steps.run('a promoted version is picked up', () => aPromotedVersionIsPickedUp(scene));
  await steps.run('a bad record is in quarantine', () => aBadRecordIsInQuarantine(scene));
  await steps.run('a mended record is replayed by the function', () => aMendedRecordIsReplayed(scene));
  await steps.run('alarms and dashboard exist', () => alarmsAndDashboardExist(scene));
  await steps.run('alarms are set and tried', () => alarmsAreSetAndTried(scene));
  await steps.run('the drift job judges what the function counted', () =>
    theDriftJobJudgesWhatTheFunctionCounted(scene),
  );
  await steps.run('a label is kept', () => aLabelIsKept(scene));
  await steps.run('what trains is there', () => theTrainingIsThere(scene));
  await steps.run('what is left out is refused', () => whatIsLeftOutIsRefused(scene));
  await steps.run('the registry suites in its bucket', () => stage.registrySuites(scene));
  const again = await stage.deploy();
  must(again.stage.version === 2, `a deployment moved champion to version ${again.stage.version}`);
  await steps.run('a threshold set by hand stays', () => thresholdsStay(again));
  // A third time, with nothing to change: what a deployment leaves on the emulator must not stop the next one.
  await stage.deploy();
  await stage.destroy();
  await steps.run('only the bootstrap is left', () => onlyTheBootstrapIsLeft(scene.aws, before));
  await close();
}

async function close(): Promise<void> {
  await local.stop();
  await rm(home, { recursive: true, force: true });
}

function pass(): void {
  const seconds = secondsSinceStart();
  const all = [...local.done, ...steps.done];
  console.log(
    flags.json
      ? JSON.stringify({ passed: true, seconds, steps: all })
      : `PASSED: ${all.length} steps in ${seconds} s`,
  );
}

function fail(error: unknown): never {
  const failure = reasonOf(error);
  if (flags.json) console.log(JSON.stringify({ passed: false, seconds: secondsSinceStart(), failure }));
  console.error(`FAILED: ${failure}`);
  process.exit(error instanceof ToolMissing ? EXIT.missing : EXIT.failed);
}

function secondsSinceStart(): number {
  return Math.round((performance.now() - started) / 1000);
}

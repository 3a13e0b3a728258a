import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReferenceProfile } from '../../../lib/contract/profile.ts';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import type { ModelRegistry } from '../../../lib/registry/registry.ts';
import { seededRandom } from '../../../training/random.ts';
import type { Config } from '../../config.ts';
import { count } from '../../terminal/format.ts';
import type { Reporter } from '../../terminal/terminal.ts';
import { type OwnStack, startOwnStack } from '../own-stack.ts';
import type { DemoModel } from '../prepare.ts';
import { type Change, changeRecords } from './change.ts';
import { DemoClock, demoHours } from './demo-clock.ts';
import { scenarioOf, type WatchedHour, WatchedHours } from './hours.ts';
import { type DriftDemoVerdict, judgeDrift } from './judge-drift.ts';
import { changeText, hourText, summaryText } from './text.ts';

export interface DriftDemoOptions {
  readonly model: DemoModel;
  readonly registry: ModelRegistry;
  readonly profile: ReferenceProfile;
  readonly change: Change;
  /** Of which records lack a feature. */
  readonly seed: number;
  readonly bundle: string | undefined;
  /** Where the reports are left. */
  readonly reports: string;
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Windows of each scenario: drift is what differs in two of three. */
const HOURS = 3;

/** Streams the wines for three hours as they were measured and for three hours changed, and lets the job watch. */
export async function runDriftDemo(
  options: DriftDemoOptions,
  config: Config,
  report: Reporter,
): Promise<DriftDemoVerdict> {
  const clock = new DemoClock(options.now);
  report.say('Starting the stack: Kinesis API, function bundle, event source mapping');
  const { stack, watched } = await startWatched(options, clock, config);
  try {
    const { calm, changed } = await passBoth(options, watched, demoHours(clock.now(), 2 * HOURS), report);
    const files = await leaveReports(options.reports, { 'no-drift': calm.at(-1)!, drift: changed.at(-1)! });
    report.say('', ...summaryText(calm, changed, options.profile, files));
    return judgeDrift(scenarioOf(calm), scenarioOf(changed), options.change);
  } finally {
    await stack.stop(options.signal.aborted);
  }
}

/** A stack whose arrivals go by the clock, and which writes its counts after every batch. */
async function startWatched(
  { model: { registry: place, manifest }, registry, bundle, signal }: DriftDemoOptions,
  clock: DemoClock,
  config: Config,
): Promise<{ readonly stack: OwnStack; readonly watched: WatchedHours }> {
  const monitoringIn = (stateDirectory: string): string => join(stateDirectory, 'monitoring');
  const stack = await startOwnStack(
    manifest.model,
    (stateDirectory) => ({
      registry: place,
      bundle,
      monitoring: monitoringIn(stateDirectory),
      profileSeconds: 0,
      arrivalShiftMs: clock.shiftMs,
    }),
    config,
  );
  const watched = new WatchedHours({
    ...{ stack, clock, registry, signal, model: manifest.model },
    monitoring: openStore(monitoringIn(stack.stateDirectory)),
    stateDirectory: stack.stateDirectory,
  });
  return { stack, watched };
}

async function passBoth(
  { model: { manifest, holdout }, profile, change, seed }: DriftDemoOptions,
  watched: WatchedHours,
  hours: readonly string[],
  report: Reporter,
): Promise<{ readonly calm: WatchedHour[]; readonly changed: WatchedHour[] }> {
  const { records } = holdout;
  report.say('', `The same ${count(records.length)} wines for ${HOURS} hours, as they were measured:`);
  const calm = await passHours(watched, hours.slice(0, HOURS), () => records, report);
  const random = seededRandom(seed);
  const changedRecords = () => changeRecords(records, manifest.signature.featuresKey, change, random);
  report.say('', ...changeText(change, records.length, profile));
  const changed = await passHours(watched, hours.slice(HOURS), changedRecords, report);
  return { calm, changed };
}

async function passHours(
  watched: WatchedHours,
  hours: readonly string[],
  records: () => readonly Readonly<Record<string, unknown>>[],
  report: Reporter,
): Promise<WatchedHour[]> {
  const passed: WatchedHour[] = [];
  for (const hour of hours) {
    const sent = records();
    const progress = report.progress(`  ${hour}`, sent.length);
    const outcome = await watched
      .pass(hour, sent, (answered) => progress.update(answered))
      .finally(() => progress.end());
    passed.push(outcome);
    report.say(...hourText(outcome));
  }
  return passed;
}

/** Beside the JSON that they link to. @returns their paths */
async function leaveReports(
  directory: string,
  scenarios: Readonly<Record<string, WatchedHour>>,
): Promise<string[]> {
  await rm(directory, { recursive: true, force: true });
  return Promise.all(
    Object.entries(scenarios).map(async ([name, { result, html }]) => {
      const place = join(directory, name, `v${result.version}`);
      await mkdir(join(directory, name), { recursive: true });
      await writeFile(`${place}.json`, `${JSON.stringify(result)}\n`);
      await writeFile(`${place}.html`, html);
      return `${place}.html`;
    }),
  );
}

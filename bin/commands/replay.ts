import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { UserError } from '../../lib/contract/errors.ts';
import type { Manifest } from '../../lib/contract/manifest.ts';
import { ORDERS, OUTPUT_FORMATS } from '../../lib/contract/prediction.ts';
import type { Entry } from '../../lib/quarantine/entry.ts';
import type { Fix } from '../../lib/quarantine/fix/fix.ts';
import type { ReplayPlan } from '../../lib/quarantine/replay/left-to-replay.ts';
import type { ReplayTime } from '../../lib/quarantine/replay/ports.ts';
import type { ReplayOutcome } from '../../lib/quarantine/replay/replay.ts';
import type { Selection } from '../../lib/quarantine/selection.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { OUTPUT_STREAM } from '../config.ts';
import { commaList, examples, name, positive, shared } from '../options.ts';
import { addSelectionOptions } from '../quarantine/selection-options.ts';
import { type ReplayOptions, replaySelection, SOURCES } from '../replay/replay-options.ts';
import { plural } from '../terminal/format.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

export function registerReplay(program: Command, cli: Cli): void {
  const command = program
    .command('replay')
    .description('run set-aside records through the function again, under their own ids')
    .option('--all', 'every record that waits');
  addSelectionOptions(command)
    .addOption(new Option('--id <ids>', 'these prediction ids, with commas').argParser(commaList))
    .addOption(
      new Option(
        '--source <source>',
        'rejected records, those that the event source mapping gave up, or both',
      )
        .choices(SOURCES)
        .default('both'),
    )
    .option('--fix <fix.json>', 'mend the data on the way: {"rename": …, "toNumber": …, "default": …}')
    .addOption(
      new Option('--rate <n>', 'records a second (default: as fast as they are answered)').argParser(
        positive,
      ),
    )
    .option('--dry-run', 'write nothing: say how many would be predicted')
    .option('--again', 'also what was replayed already')
    .option(
      '--function <name>',
      'invoke the deployed function of this name or ARN (default: host the function here)',
    )
    .addOption(new Option('--alias <alias>', 'the alias to serve').argParser(name).default('champion'))
    .addOption(shared.registry())
    .addOption(
      here(new Option('--bundle <directory>', 'a function that is built already (default: builds it)')),
    )
    .option('--stream <name>', 'where predictions go', OUTPUT_STREAM)
    .addOption(
      here(new Option('--order <order>', 'none, or key: in order per partition key').choices(ORDERS)),
    )
    .addOption(here(new Option('--output-format <format>', 'of the predictions').choices(OUTPUT_FORMATS)))
    .addOption(shared.endpoint())
    .addOption(shared.region())
    .addOption(shared.json())
    .addHelpText(
      'after',
      examples(
        'weir replay --all --dry-run',
        'weir replay --reason not-a-number --fix fix.json',
        'weir replay --since 2h --rate 200 --function weir-inference --quarantine s3://bucket/prefix',
      ),
    )
    .action((options: ReplayOptions) => run(options, cli));
}

/** An option of the function that is hosted here: a deployed one has its own settings. */
function here(option: Option): Option {
  return option.conflicts('function');
}

async function run(options: ReplayOptions, cli: Cli): Promise<void> {
  const { checkMarks, checkTimes, noteBare, noteBroken, openQuarantine } = await import(
    '../quarantine/open-quarantine.ts'
  );
  const { planReplay } = await import('../../lib/quarantine/replay/left-to-replay.ts');
  const { NOTHING_REPLAYED } = await import('../../lib/quarantine/replay/replay.ts');
  const { nothingLeft, summaryJson, summaryLines } = await import('../replay/summary.ts');
  const report = new Reporter(cli, options);
  const selection = replaySelection(options);
  checkTimes(selection);
  const { store, entries, batches, broken } = await openQuarantine(options, cli.config);
  noteBroken(broken, report);
  if (selection.kinds?.includes('destination')) noteBare(batches, report);
  checkMarks(broken);
  const manifest = await servedManifest(options, cli);
  const fix = await fixOf(options, manifest);
  const plan = planReplay(await selected(entries, selection, store), {
    ...{ fix: fix?.digest ?? null, version: manifest?.version, again: options.again ?? false },
  });
  const dryRun = options.dryRun ?? false;
  if (plan.left.length === 0) {
    report.result(summaryJson({ plan, outcome: NOTHING_REPLAYED, fix, dryRun, broken }));
    report.say(...nothingLeft(plan));
    return;
  }
  const { outcome, interrupted } = await replayAll({ store, plan, fix, dryRun }, options, cli, report);
  const summary = { plan, outcome, fix, dryRun, broken };
  report.result(summaryJson(summary));
  report.say(...summaryLines(summary));
  if (outcome.fault !== undefined) throw outcome.fault.thrown;
  if (outcome.stopped !== undefined) throw new ReplayUnfinished(outcome.stopped);
  if (interrupted !== undefined && outcome.notReached > 0) throw interrupted;
  if (outcome.failed.length > 0)
    throw new ReplayUnfinished(`the function fails on ${plural(outcome.failed.length, 'record')}`);
}

/** Some records were not answered; they wait as before. */
export class ReplayUnfinished extends Error {
  override readonly name = 'ReplayUnfinished';
}

/** The version that will answer. Of a deployed function it is known only where its registry is named. */
async function servedManifest(options: ReplayOptions, cli: Cli): Promise<Manifest | undefined> {
  if (options.function !== undefined && options.registry === undefined) return undefined;
  const { championOf, openRegistry } = await import('../registry.ts');
  const registry = openRegistry(options.registry ?? cli.config.registry);
  return championOf(registry, options.model, { alias: options.alias });
}

async function fixOf(options: ReplayOptions, manifest: Manifest | undefined): Promise<Fix | undefined> {
  if (options.fix === undefined) return undefined;
  const { readFixFile } = await import('../replay/fix-file.ts');
  return readFixFile(options.fix, manifest?.signature);
}

/** @throws UserError for an id that is not there */
async function selected(
  entries: readonly Entry[],
  selection: Selection,
  store: ObjectStore,
): Promise<readonly Entry[]> {
  const { isSelected } = await import('../../lib/quarantine/selection.ts');
  const known = new Set(entries.map(({ predictionId }) => predictionId));
  const unknown = [...(selection.predictionIds ?? [])].filter((id) => !known.has(id));
  if (unknown.length > 0) {
    throw new UserError(
      `no record ${unknown.join(', ')} is in ${store.location}; expected ids as "weir quarantine --all" lists them`,
    );
  }
  return entries.filter((entry) => isSelected(entry, selection));
}

interface Prepared {
  readonly store: ObjectStore;
  readonly plan: ReplayPlan;
  readonly fix: Fix | undefined;
  readonly dryRun: boolean;
}

const time: ReplayTime = {
  now: Date.now,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
  random: Math.random,
  randomId: randomUUID,
};

interface Replayed {
  readonly outcome: ReplayOutcome;
  /** What Ctrl-C left, if it came. */
  readonly interrupted: Error | undefined;
}

async function replayAll(
  { store, plan, fix, dryRun }: Prepared,
  options: ReplayOptions,
  cli: Cli,
  report: Reporter,
): Promise<Replayed> {
  const { replay } = await import('../../lib/quarantine/replay/replay.ts');
  const { openTarget } = await import('../replay/open-target.ts');
  const entries = plan.left;
  const target = await openTarget(options, cli.config, report);
  if (target.output !== undefined) report.note(`Predictions go to ${target.output}`);
  const progress = report.progress('replayed', entries.length);
  const signal = cli.interruption();
  try {
    const outcome = await replay({
      ...{ store, entries, target, fix, dryRun, by: cli.config.user, perSecond: options.rate, time, signal },
      onProgress: (settled) => progress.update(settled),
    });
    return { outcome, interrupted: signal.aborted ? signal.reason : undefined };
  } finally {
    progress.end();
    await target.stop();
  }
}

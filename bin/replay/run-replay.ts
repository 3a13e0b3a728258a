import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../lib/contract/errors.ts';
import type { Manifest } from '../../lib/contract/manifest.ts';
import type { Entry } from '../../lib/quarantine/entry.ts';
import type { Fix } from '../../lib/quarantine/fix/fix.ts';
import type { Broken } from '../../lib/quarantine/original.ts';
import { planReplay, type ReplayPlan } from '../../lib/quarantine/replay/left-to-replay.ts';
import type { ReplayTime } from '../../lib/quarantine/replay/ports.ts';
import { NOTHING_REPLAYED, type ReplayOutcome, replay } from '../../lib/quarantine/replay/replay.ts';
import { isSelected, type Selection } from '../../lib/quarantine/selection.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import type { Config } from '../config.ts';
import {
  checkMarks,
  checkTimes,
  noteBare,
  noteBroken,
  openQuarantine,
} from '../quarantine/open-quarantine.ts';
import { championOf, openRegistry } from '../registry.ts';
import type { Cli, Reporter } from '../terminal/terminal.ts';
import { readFixFile } from './fix-file.ts';
import { ledgerIds } from './ledger-ids.ts';
import { openTarget } from './open-target.ts';
import { type ReplayOptions, replaySelection } from './replay-options.ts';

/** A replay before anything is sent. */
export interface PreparedReplay {
  readonly store: ObjectStore;
  readonly plan: ReplayPlan;
  readonly fix: Fix | undefined;
  readonly dryRun: boolean;
  /** What could not be read, and so cannot be replayed. */
  readonly broken: readonly Broken[];
}

/** @throws UserError for everything that a person can have got wrong */
export async function prepareReplay(
  options: ReplayOptions,
  config: Config,
  report: Reporter,
): Promise<PreparedReplay> {
  const selection = replaySelection(options);
  checkTimes(selection);
  const ledger = options.ledger === undefined ? undefined : await ledgerIds(options.ledger);
  const { store, entries, batches, broken } = await openQuarantine(options, config);
  noteBroken(broken, report);
  if (options.source !== 'quarantine') noteBare(batches, report);
  checkMarks(broken);
  const manifest = await servedManifest(options, config);
  const fix = options.fix === undefined ? undefined : await readFixFile(options.fix, manifest?.signature);
  const plan = planReplay(selected(entries, selection, store).filter(isIn(ledger)), {
    fix: fix?.digest ?? null,
    version: manifest?.version,
    again: options.again ?? false,
  });
  return { store, plan, fix, dryRun: options.dryRun ?? false, broken };
}

/** The version that will answer. Of a deployed function it is known only where its registry is named, as S3's are. */
async function servedManifest(options: ReplayOptions, config: Config): Promise<Manifest | undefined> {
  const isNamed = options.registry !== undefined || config.registry.startsWith('s3://');
  if (options.function !== undefined && !isNamed) return undefined;
  const registry = openRegistry(options.registry ?? config.registry);
  return championOf(registry, options.model, { alias: options.alias });
}

/** @throws UserError for an id that is not there */
function selected(entries: readonly Entry[], selection: Selection, store: ObjectStore): readonly Entry[] {
  const known = new Set(entries.map(({ predictionId }) => predictionId));
  const unknown = [...(selection.predictionIds ?? [])].filter((id) => !known.has(id));
  if (unknown.length > 0) {
    throw new UserError(
      `no record ${unknown.join(', ')} is in ${store.location}; expected ids as "weir quarantine --all" lists them`,
    );
  }
  return entries.filter((entry) => isSelected(entry, selection));
}

/** A ledger names what was predicted as well, so ids that are not there are no mistake. */
function isIn(ids: ReadonlySet<string> | undefined): (entry: Entry) => boolean {
  return ({ predictionId }) => ids === undefined || ids.has(predictionId);
}

const time: ReplayTime = {
  now: Date.now,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
  random: Math.random,
  randomId: randomUUID,
};

export interface Replayed {
  readonly outcome: ReplayOutcome;
  /** What Ctrl-C left, if it came. */
  readonly interrupted: Error | undefined;
}

/** Runs what the plan leaves; with nothing left, no function is started either. */
export async function runReplay(
  { store, plan, fix, dryRun }: PreparedReplay,
  options: ReplayOptions,
  cli: Cli,
  report: Reporter,
): Promise<Replayed> {
  const entries = plan.left;
  if (entries.length === 0) return { outcome: NOTHING_REPLAYED, interrupted: undefined };
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

import { writeFile } from 'node:fs/promises';
import { reasonOf, UserError } from '../../lib/contract/errors.ts';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import {
  endSearch,
  NothingFound,
  type PreparedSearch,
  prepareSearch,
  readResult,
  reopenSearch,
  type SearchResult,
  searchLocally,
} from '../../training/search/main.ts';
import type { TrainCommandOptions } from '../commands/train.ts';
import { DEFAULT_MODEL } from '../config.ts';
import { openRegistry } from '../registry.ts';
import { dataPlaces } from '../stack/data-places.ts';
import { plural } from '../terminal/format.ts';
import { printable } from '../terminal/printable.ts';
import type { Cli, Reporter } from '../terminal/terminal.ts';
import { continuation } from './continuation.ts';
import { readPrograms } from './read-programs.ts';
import { checkReportPlace } from './report-place.ts';
import { SearchDisplay } from './search-display.ts';
import { limitsOf, WORKERS } from './search-options.ts';
import { searchLines } from './search-summary.ts';
import { studyName } from './study-name.ts';

/** Everything that a search on this machine goes by. */
interface LocalRun {
  readonly options: TrainCommandOptions;
  readonly cli: Cli;
  readonly report: Reporter;
  readonly store: ObjectStore;
  /** The same as other processes open it. */
  readonly place: string;
  readonly registry: ModelRegistry;
  readonly signal: AbortSignal;
}

/** Searches as `weir train --trials` does, and says what came out. */
export async function searchCommand(options: TrainCommandOptions, cli: Cli, report: Reporter): Promise<void> {
  const place = options.studies ?? cli.config.studies;
  const run: LocalRun = {
    options,
    cli,
    report,
    place,
    store: openStore(place),
    registry: openRegistry(options.registry ?? cli.config.registry),
    signal: cli.interruption(),
  };
  if (options.report !== undefined) await checkReportPlace(options.report);
  const prepared = await prepare(run);
  try {
    const result = await runToEnd(run, prepared);
    await writeReport(run, result);
    report.say('', ...searchLines(result, run.registry.store.location));
    report.result(result);
  } catch (thrown) {
    if (!(thrown instanceof NothingFound)) report.say(...stoppedLines(run, prepared));
    throw thrown;
  }
}

async function runToEnd(run: LocalRun, prepared: PreparedSearch): Promise<SearchResult> {
  const { options, cli, report, store, registry, signal } = run;
  const { study } = prepared;
  if ((await readResult(store, study)) === undefined) await search(run, prepared);
  return endSearch({
    store,
    study,
    registry,
    signal,
    by: cli.config.user,
    promote: options.promote,
    force: options.force,
    threads: options.workers,
    mlflow: cli.config.mlflow === undefined ? undefined : { uri: cli.config.mlflow },
    onProgress: (message) => report.note(`  ${message}`),
  });
}

/** Without --trials an interrupted search goes on as it was begun; with it everything is as the options say. */
async function prepare({ options, cli, report, store }: LocalRun): Promise<PreparedSearch> {
  const { trials, study } = options;
  const { name, data, target, task, features, families, sampler, pruner, folds, metric, seed, warmStart } =
    options;
  const { mode, margin, maxLatencyRatio, predictionKey } = options;
  const asked = {
    store,
    openStore,
    study: study ?? studyName(name ?? DEFAULT_MODEL, new Date()),
    name,
    data,
    target,
    task,
    features,
    predictionKey,
    featuresKey: options.featuresKey === 'none' ? null : options.featuresKey,
    carriedKeys: options.carry,
    families,
    programs: options.trainer && (await readPrograms(options.trainer)),
    sampler: sampler && { name: sampler },
    pruner: pruner && { name: pruner },
    folds,
    metric,
    seed,
    warmStart,
    gate: { ...(mode && { mode }), margin, maxLatencyRatio },
    promote: options.promote,
    onProgress: (message: string) => report.note(`  ${message}`),
  };
  if (trials === undefined) {
    const { trials: _, ...limits } = limitsOf({ ...options, trials: 1 });
    return reopenSearch({ ...asked, limits });
  }
  const limits = limitsOf({ ...options, trials });
  return prepareSearch({ ...dataPlaces(cli.config), ...asked, limits });
}

async function search(run: LocalRun, { study, definition, problem }: PreparedSearch): Promise<void> {
  const { options, report, store, place, signal } = run;
  const features = problem.signature.features.map(({ name }) => name).join(', ');
  report.note(
    printable(
      `  ${problem.data.source}: ${plural(problem.data.rows, 'row')}; ${problem.target} from ${features}`,
    ),
  );
  const families = Object.keys(definition.space).join(', ');
  const { trials } = definition.limits;
  report.note(
    `  the study ${study}: ${plural(trials, 'trial')} of ${families}, ${plural(options.workers, 'worker')}`,
  );
  const display = new SearchDisplay(report, trials);
  try {
    const onProgress = display.update.bind(display);
    const onFault = display.note.bind(display);
    await searchLocally({
      store,
      place,
      study,
      workers: options.workers,
      signal,
      onProgress,
      onFault,
    });
  } finally {
    display.end();
  }
}

async function writeReport({ options, registry }: LocalRun, { model, version }: SearchResult): Promise<void> {
  if (options.report === undefined) return;
  const { report } = (await registry.manifest(model, version)).artifacts;
  if (report === undefined) return;
  await writeFile(options.report, await registry.artifact(report)).catch((cause: unknown) => {
    throw new UserError(`--report ${options.report} cannot be written: ${reasonOf(cause)}`, { cause });
  });
}

function stoppedLines({ options }: LocalRun, { study }: PreparedSearch): string[] {
  return [
    `The study ${study} is stopped, and what it has found is kept. It goes on with: ${continuation(study, options, WORKERS)}`,
  ];
}

import { UserError } from '../../lib/contract/errors.ts';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import type { RunRequest } from '../../training/task/run-input.ts';
import type { TrainCommandOptions } from '../commands/train.ts';
import { DEFAULT_MODEL } from '../config.ts';
import type { Cli, Reporter } from '../terminal/terminal.ts';
import { stepFunctionsRuns } from './adapters/step-functions.ts';
import { trainRemotely } from './remote.ts';
import type { RemoteOptions } from './remote-options.ts';
import { limitsOf } from './search-options.ts';
import { searchLines } from './search-summary.ts';
import { studyName } from './study-name.ts';

/** Searches as `weir train --remote` does, and says what came out. */
export async function remoteCommand(
  options: TrainCommandOptions & RemoteOptions,
  cli: Cli,
  report: Reporter,
): Promise<void> {
  const { config } = cli;
  const now = new Date();
  const arn = options.stateMachine ?? config.stateMachine;
  const { machine, result } = await trainRemotely({
    machine: arn === undefined ? { stage: options.stage } : { arn },
    input: runRequest(options, now),
    runs: stepFunctionsRuns(regionOf(arn) ?? config.region),
    openStore,
    signal: cli.interruption(),
    report,
    now,
  });
  report.say('', ...searchLines(result, machine.registry));
  report.result(result);
}

/** A state machine is asked where it is. */
function regionOf(arn: string | undefined): string | undefined {
  return /^arn:[\w-]+:states:([\w-]+):/.exec(arn ?? '')?.[1];
}

/**
 * What the state machine gets. The study's name is another at each start, unless --study goes on with one.
 * @throws UserError for what only a search on this machine has
 */
export function runRequest(options: TrainCommandOptions, now: Date): Partial<RunRequest> {
  const { trials, workers, name, study, data, target, task, features, families, sampler, pruner, folds } =
    options;
  const { metric, seed, warmStart, predictionKey, mode, margin, maxLatencyRatio, promote } = options;
  const local = (['trainer', 'force', 'report', 'registry', 'studies'] as const).find(
    (option) => options[option] !== undefined,
  );
  if (local !== undefined)
    throw new UserError(`--${local} is of a search on this machine; leave it or --remote out`);
  if (trials === undefined || data === undefined)
    throw new UserError(
      '--remote wants --trials, such as --trials 50, and --data s3://…: below the output DatasetsUri of the registry stack',
    );
  const { trials: _, ...limits } = limitsOf({ ...options, trials });
  const model = name ?? DEFAULT_MODEL;
  return withoutGaps({
    study: study ?? studyName(model, now),
    model,
    ...{ data, trials, workers, families: families && [...families], target, task, features },
    featuresKey: options.featuresKey === 'none' ? null : options.featuresKey,
    carriedKeys: options.carry && [...options.carry],
    ...{ predictionKey, metric, folds, seed, sampler, pruner, promote },
    ...(Object.keys(limits).length > 0 && { limits }),
    gate: withoutGaps({ mode, margin, maxLatencyRatio }),
    warmStart: warmStart && [...warmStart],
  });
}

function withoutGaps<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

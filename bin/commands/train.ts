import { type Command, Option } from 'commander';
import type { GateMode } from '../../lib/contract/verdict.ts';
import { commaList, examples, integer, name, shared } from '../options.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';
import { checkTrainOptions } from '../train/check-options.ts';
import { addRemoteOptions, type RemoteOptions } from '../train/remote-options.ts';
import { addGateOptions, addSearchOptions, type SearchOptions } from '../train/search-options.ts';

export interface TrainCommandOptions extends SearchOptions {
  readonly name?: string;
  readonly data?: string;
  readonly target?: string;
  readonly task?: 'classification' | 'regression';
  readonly features?: string;
  readonly seed?: number;
  readonly featuresKey?: string;
  readonly carry?: readonly string[];
  readonly predictionKey?: string;
  readonly mode?: GateMode;
  readonly margin?: number;
  readonly maxLatencyRatio?: number;
  readonly promote: boolean;
  readonly force?: string;
  readonly registry?: string;
  readonly json?: boolean;
}

export function registerTrain(program: Command, cli: Cli): void {
  const command = program
    .command('train')
    .description(
      'train a model or search for the best one, judge it on rows it never saw, publish and promote it',
    )
    .addOption(shared.data())
    .option('--target <column>', 'the column to predict (default: quality, or the last column)')
    .addOption(
      new Option(
        '--task <task>',
        'what to learn (default: a regression for fractions, else classes)',
      ).choices(['classification', 'regression']),
    )
    .option('--features <which>', 'how many by correlation, "all", or names with commas (wine: 3, else all)')
    .addOption(new Option('--seed <n>', 'of the split and the trainer').argParser(integer(0)))
    .addOption(
      new Option(
        '--name <name>',
        'the name to publish under (default: wine-quality for the wine data)',
      ).argParser(name),
    )
    .option('--features-key <key>', 'the record\'s key of the features; "none": they are its own keys')
    .addOption(
      new Option('--carry <keys>', "the record's keys that predictions repeat, with commas").argParser(
        commaList,
      ),
    )
    .option('--prediction-key <key>', 'what the prediction calls the label')
    .addOption(shared.registry())
    .addOption(shared.json());
  addRemoteOptions(addGateOptions(addSearchOptions(command)))
    .addHelpText(
      'after',
      examples(
        'weir train',
        'weir train --trials 50 --workers 2 --families svm,forest,boosting,mlp,logistic',
        'weir train --data churn.csv --target left --name churn --features all',
      ),
    )
    .action((options: TrainCommandOptions & RemoteOptions) => trainCommand(options, cli, command));
}

async function trainCommand(
  options: TrainCommandOptions & RemoteOptions,
  cli: Cli,
  command: Command,
): Promise<void> {
  checkTrainOptions(options, (option) => command.getOptionValueSource(option) === 'cli');
  const report = new Reporter(cli, options);
  if (options.remote) {
    const { remoteCommand } = await import('../train/remote-command.ts');
    return remoteCommand(options, cli, report);
  }
  if (options.trials !== undefined || options.study !== undefined) {
    const { searchCommand } = await import('../train/search-command.ts');
    return searchCommand(options, cli, report);
  }
  const { openRegistry } = await import('../registry.ts');
  const { trainWithProgress } = await import('../stack/train-champion.ts');
  const { openStore } = await import('../../lib/registry/adapters/open-store.ts');
  const { data, target, task, features, seed, name, predictionKey, promote, force } = options;
  const { mode, margin, maxLatencyRatio, featuresKey, carry, families } = options;
  const request = {
    ...{
      data,
      target,
      task,
      features,
      seed,
      name,
      predictionKey,
      promote,
      force,
      mode,
      margin,
      maxLatencyRatio,
    },
    openStore,
    family: families?.[0],
    registry: openRegistry(options.registry ?? cli.config.registry),
    featuresKey: featuresKey === 'none' ? null : featuresKey,
    carriedKeys: carry,
    signal: cli.interruption(),
  };
  const { manifest, ...result } = await trainWithProgress(request, cli.config, report);
  report.result({ ...result, model: manifest.model, version: manifest.version, metrics: manifest.metrics });
}

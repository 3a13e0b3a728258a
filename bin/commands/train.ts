import { type Command, Option } from 'commander';
import { commaList, examples, integer, name, shared } from '../options.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

interface TrainCommandOptions {
  readonly name?: string;
  readonly data?: string;
  readonly target?: string;
  readonly features?: string;
  readonly seed?: number;
  readonly featuresKey?: string;
  readonly carry?: readonly string[];
  readonly predictionKey?: string;
  readonly promote: boolean;
  readonly registry?: string;
  readonly json?: boolean;
}

export function registerTrain(program: Command, cli: Cli): void {
  program
    .command('train')
    .description('train a classifier, judge it on rows it never saw, publish and promote it')
    .addOption(shared.data())
    .option('--target <column>', 'the column to predict (default: quality, or the last column)')
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
    .option('--no-promote', 'publish it and leave the champion as it is')
    .addOption(shared.registry())
    .addOption(shared.json())
    .addHelpText(
      'after',
      examples('weir train', 'weir train --data churn.csv --target left --name churn --features all'),
    )
    .action((options: TrainCommandOptions) => trainCommand(options, cli));
}

async function trainCommand(options: TrainCommandOptions, cli: Cli): Promise<void> {
  const { openRegistry } = await import('../registry.ts');
  const { trainWithProgress } = await import('../stack/train-champion.ts');
  const report = new Reporter(cli, options);
  const { registry, json: _, carry, featuresKey, ...choices } = options;
  const request = {
    ...choices,
    registry: openRegistry(registry ?? cli.config.registry),
    featuresKey: featuresKey === 'none' ? null : featuresKey,
    carriedKeys: carry,
    signal: cli.interruption(),
  };
  const { manifest, ...result } = await trainWithProgress(request, cli.config, report);
  report.result({ ...result, model: manifest.model, version: manifest.version, metrics: manifest.metrics });
}

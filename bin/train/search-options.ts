import { type Command, InvalidArgumentError, Option } from 'commander';
import { OBJECTIVES } from '../../training/evaluate/objectives.ts';
import type { StudyLimits } from '../../training/study/definition.ts';
import { FOLDS_MAX } from '../../training/trial/folds.ts';
import { commaList, integer, name, positive, share } from '../options.ts';

/** What the options of a search come to. */
export interface SearchOptions {
  readonly trials?: number;
  readonly workers: number;
  readonly study?: string;
  readonly studies?: string;
  readonly families?: readonly string[];
  readonly trainer?: Readonly<Record<string, string>>;
  readonly sampler?: 'tpe' | 'random' | 'quasi-random';
  readonly pruner?: 'median' | 'successive-halving' | 'hyperband' | 'none';
  readonly folds?: number;
  readonly metric?: string;
  readonly warmStart?: readonly string[];
  readonly limitFailures?: number;
  readonly limitSeconds?: number;
  readonly limitUsd?: number;
  readonly usdPerHour: number;
  readonly limitStale?: number;
  readonly target?: string;
  readonly stopAt?: number;
  readonly report?: string;
}

/** Workers at once unless told otherwise. */
export const WORKERS = 2;

/** Of a Fargate task of 2 vCPU and 4 GiB in us-east-1: 2 × 0.04048 + 4 × 0.004445 USD (https://aws.amazon.com/fargate/pricing/). */
const USD_PER_WORKER_HOUR = 0.09874;

/** The options that make a training a search. */
export function addSearchOptions(command: Command): Command {
  const metrics = Object.values(OBJECTIVES).map((objectives) => Object.keys(objectives).join(', '));
  return command
    .optionsGroup('Searching (with --trials, or --study to go on):')
    .addOption(
      new Option('--trials <n>', 'search for the best model with so many trials').argParser(
        integer(1, 100_000),
      ),
    )
    .addOption(new Option('--workers <n>', 'processes at once').argParser(integer(1, 64)).default(WORKERS))
    .addOption(
      new Option('--families <names>', 'what to choose from, with commas (default: all)').argParser(
        commaList,
      ),
    )
    .addOption(
      new Option(
        '--trainer <name=file.json>',
        'a family that is a program of yours; may be repeated',
      ).argParser(trainers),
    )
    .addOption(
      new Option('--study <name>', 'the name of the search; an interrupted one goes on').argParser(name),
    )
    .option('--studies <place>', 'a directory or s3://bucket/prefix (default: $WEIR_STUDIES, else .weir)')
    .addOption(
      new Option('--sampler <name>', 'how trials are chosen').choices(['tpe', 'random', 'quasi-random']),
    )
    .addOption(
      new Option('--pruner <name>', 'what gives trials up').choices([
        'median',
        'successive-halving',
        'hyperband',
        'none',
      ]),
    )
    .addOption(
      new Option('--folds <n>', 'of the cross-validation; 1: a fifth of the rows judges').argParser(
        integer(1, FOLDS_MAX),
      ),
    )
    .option('--metric <name>', `what to search for: ${metrics.join('; of a regression ')}`)
    .addOption(
      new Option('--warm-start <studies>', 'earlier studies to learn from, with commas').argParser(commaList),
    )
    .addOption(
      new Option(
        '--limit-failures <n>',
        'more failed trials end the search (default: half of the trials, 5 at least)',
      ).argParser(integer(0)),
    )
    .addOption(new Option('--limit-seconds <n>', 'no trial begins later').argParser(positive))
    .addOption(new Option('--limit-usd <n>', 'estimated cost of the workers').argParser(positive))
    .addOption(
      new Option('--usd-per-hour <n>', 'what a worker costs')
        .argParser(positive)
        .default(USD_PER_WORKER_HOUR),
    )
    .addOption(
      new Option('--limit-stale <n>', 'so many trials without a gain of 1% end the search').argParser(
        integer(1),
      ),
    )
    .addOption(
      new Option('--stop-at <value>', 'ends the search when the metric is as good').argParser(finite),
    )
    .option('--report <file.html>', 'write the report there too');
}

/** The options that say how a version is held against the champion. */
export function addGateOptions(command: Command): Command {
  return command
    .optionsGroup('The champion:')
    .addOption(
      new Option(
        '--mode <mode>',
        'how good to be against the champion (default: better in a search, else non-inferior)',
      ).choices(['better', 'non-inferior']),
    )
    .addOption(
      new Option('--margin <share>', 'how far to fall behind in mode non-inferior (default: 0.01)').argParser(
        share,
      ),
    )
    .addOption(
      new Option(
        '--max-latency-ratio <n>',
        "of its time to answer to the champion's (default: 1.2)",
      ).argParser(positive),
    )
    .option('--no-promote', 'publish it and leave the champion as it is')
    .option(
      '--force <reason>',
      'make it the champion whatever the gate says; the reason stays in the history',
    );
}

export function limitsOf(options: SearchOptions & { readonly trials: number }): StudyLimits {
  const { trials, limitFailures, limitSeconds, limitUsd, usdPerHour, limitStale, stopAt } = options;
  return {
    trials,
    ...(limitFailures !== undefined && { failures: limitFailures }),
    ...(limitSeconds !== undefined && { wallClockSeconds: limitSeconds }),
    ...(limitUsd !== undefined && { cost: { maxUsd: limitUsd, usdPerWorkerHour: usdPerHour } }),
    ...(limitStale !== undefined && { noImprovement: { trials: limitStale, share: 0.01 } }),
    ...(stopAt !== undefined && { target: stopAt }),
  };
}

function trainers(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const match = /^([a-z0-9-]{1,63})=(.+)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('Expected a name and a file, such as ridge=ridge.json.');
  return { ...before, [match[1]!]: match[2]! };
}

function finite(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Expected a number.');
  return value;
}

import { type Command, Option } from 'commander';
import { ORDERS, OUTPUT_FORMATS } from '../../lib/contract/prediction.ts';
import { OUTPUT_STREAM } from '../config.ts';
import { commaList, examples, name, positive, shared } from '../options.ts';
import { addSelectionOptions } from '../quarantine/selection-options.ts';
import { type ReplayOptions, SOURCES } from '../replay/replay-options.ts';
import type { Replayed } from '../replay/run-replay.ts';
import { PlainFault } from '../terminal/faults.ts';
import { plural } from '../terminal/format.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

export function registerReplay(program: Command, cli: Cli): void {
  const command = program
    .command('replay')
    .description('run set-aside records through the function again, under their own ids')
    .option('--all', 'every record that waits');
  addSelectionOptions(command)
    .addOption(new Option('--id <ids>', 'these prediction ids, with commas').argParser(commaList))
    .option('--ledger <file>', 'the records that a producer put, as "weir load" writes them down')
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
        'weir replay --since 2h --rate 200 --function weir-inference --quarantine s3://bucket',
      ),
    )
    .action((options: ReplayOptions) => run(options, cli));
}

/** An option of the function that is hosted here: a deployed one has its own settings. */
function here(option: Option): Option {
  return option.conflicts('function');
}

async function run(options: ReplayOptions, cli: Cli): Promise<void> {
  const { prepareReplay, runReplay } = await import('../replay/run-replay.ts');
  const { nothingLeft, summaryJson, summaryLines } = await import('../replay/summary.ts');
  const report = new Reporter(cli, options);
  const prepared = await prepareReplay(options, cli.config, report);
  const replayed = await runReplay(prepared, options, cli, report);
  const summary = { ...prepared, outcome: replayed.outcome };
  report.result(summaryJson(summary));
  report.say(...(prepared.plan.left.length === 0 ? nothingLeft(prepared.plan) : summaryLines(summary)));
  throwUnfinished(replayed);
}

/** Some records were not answered; they wait as before. */
export class ReplayUnfinished extends PlainFault {
  override readonly name = 'ReplayUnfinished';
}

/** What is left decides how the command ends. */
function throwUnfinished({ outcome, interrupted }: Replayed): void {
  const { fault, stopped, notReached, failed } = outcome;
  if (fault !== undefined) throw fault.thrown;
  if (stopped !== undefined) throw new ReplayUnfinished(stopped);
  if (interrupted !== undefined && notReached > 0) throw interrupted;
  if (failed.length > 0)
    throw new ReplayUnfinished(`the function fails on ${plural(failed.length, 'record')}`);
}

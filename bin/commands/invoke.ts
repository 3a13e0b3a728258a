import { type Command, Option } from 'commander';
import { DEFAULT_MODEL, OUTPUT_STREAM } from '../config.ts';
import { examples, name, shared } from '../options.ts';
import type { FunctionAnswer } from '../stack/function-answer.ts';
import type { FunctionCounts } from '../stack/function-watch.ts';
import { PlainFault } from '../terminal/faults.ts';
import { count, plural } from '../terminal/format.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

interface InvokeOptions {
  readonly dryRun?: boolean;
  readonly model: string;
  readonly alias: string;
  readonly registry?: string;
  readonly bundle?: string;
  readonly stream: string;
  readonly endpointUrl?: string;
  readonly region?: string;
  readonly json?: boolean;
}

export function registerInvoke(program: Command, cli: Cli): void {
  program
    .command('invoke')
    .description('run one Kinesis event through the function, here and now')
    .argument('<event.json>', 'a Kinesis event, or one bare record')
    .option('--dry-run', 'write nothing: show the predictions and rejections')
    .addOption(new Option('--model <name>', 'the model to serve').argParser(name).default(DEFAULT_MODEL))
    .addOption(new Option('--alias <alias>', 'the alias to serve').argParser(name).default('champion'))
    .addOption(shared.registry())
    .option('--bundle <directory>', 'a function that is built already (default: builds it)')
    .option('--stream <name>', 'where predictions go, without --dry-run', OUTPUT_STREAM)
    .addOption(shared.endpoint())
    .addOption(shared.region())
    .option('--json', "print the function's answer as it is")
    .addHelpText(
      'after',
      examples('weir invoke event.json --dry-run', 'weir invoke record.json --dry-run --json'),
    )
    .action((file: string, options: InvokeOptions) => invoke(file, options, cli));
}

async function invoke(file: string, options: InvokeOptions, cli: Cli): Promise<void> {
  const { readEvent } = await import('../records/kinesis-event.ts');
  const { championOf, openRegistry } = await import('../registry.ts');
  const { outputEndpoint } = await import('../stack/output-endpoint.ts');
  const { runFunction } = await import('../stack/run-function.ts');
  const report = new Reporter(cli, options);
  const { event, records, wrapped } = await readEvent(file);
  if (wrapped) report.note(`${file} is a bare record: it is sent as a Kinesis event of one record`);
  const registry = options.registry ?? cli.config.registry;
  const { version } = await championOf(openRegistry(registry), options.model, {
    alias: options.alias,
  });
  const dryRun = options.dryRun ?? false;
  const kinesisEndpoint = dryRun ? undefined : await outputEndpoint(options, cli.config, NOT_AWS);
  report.note(
    dryRun
      ? `A dry run of ${plural(records, 'record')} through ${options.model} version ${version}; nothing is written`
      : `${plural(records, 'record')} through ${options.model} version ${version}; predictions go to ${options.stream} at ${kinesisEndpoint}`,
  );
  const { answer, counts } = await runFunction({
    ...{ event, dryRun, registry, kinesisEndpoint },
    model: options.model,
    alias: options.alias,
    bundle: options.bundle,
    outputStream: options.stream,
    region: options.region ?? cli.config.region,
    quarantine: cli.config.quarantine,
    stateDirectory: cli.config.home,
    onTrouble: ({ message }) => report.note(message),
  });
  report.result(answer);
  report.say(...(dryRun ? describe(answer) : [written(counts)]));
  const failures = answer.batchItemFailures.length;
  if (failures > 0) throw new BatchUnfinished('the function handed records back; its log says why');
}

const NOT_AWS =
  'weir invoke runs the function on this machine, so it does not write to AWS itself; use --dry-run, or send the record with "weir send"';

function written({ predicted, rejected, waiting }: FunctionCounts): string {
  return `${plural(predicted, 'prediction')} put on the stream, ${count(rejected)} quarantined, ${count(waiting)} handed back`;
}

function describe(answer: FunctionAnswer): string[] {
  const { predictions = [], rejections = [] } = answer;
  return [
    ...predictions.map((prediction) => JSON.stringify(prediction, null, 2)),
    ...rejections.map(({ predictionId, reason, field, came, action }) => {
      const place = field === undefined ? '' : ` at ${field}${came === undefined ? '' : ` (${came})`}`;
      return `rejected ${predictionId}: ${reason}${place}. ${action}`;
    }),
    `${plural(predictions.length, 'prediction')}, ${plural(rejections.length, 'rejection')}; nothing was written`,
  ];
}

/** The function answered, but could not finish the batch. */
export class BatchUnfinished extends PlainFault {
  override readonly name = 'BatchUnfinished';
}

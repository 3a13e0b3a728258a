import { type Command, Option } from 'commander';
import type { Order, OutputFormat } from '../../lib/contract/prediction.ts';
import { ORDERS, OUTPUT_FORMATS } from '../../lib/contract/prediction.ts';
import type { EmbeddedSettings, EmbeddedStack } from '../../localstack/embedded/main.ts';
import { DEFAULT_MODEL } from '../config.ts';
import { emulator, examples, integer, name, shared } from '../options.ts';
import { LiveLine } from '../stack/live-line.ts';
import { count } from '../terminal/format.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

interface UpOptions {
  readonly port: number;
  readonly model: string;
  readonly registry?: string;
  readonly train: boolean;
  readonly data?: string;
  readonly pollSeconds?: number;
  readonly order?: Order;
  readonly outputFormat?: OutputFormat;
  readonly mapping?: string;
  readonly batchSize?: number;
  readonly concurrency?: number;
  readonly reservedConcurrency?: number;
  readonly persist?: boolean;
  readonly kinesis?: string;
  readonly bundle?: string;
  readonly predictionLog?: boolean;
  /** False with --no-console. */
  readonly console: boolean;
  readonly consolePort?: number;
  readonly json?: boolean;
}

/** The port of kinesis-mock, by its own documentation. */
const DEFAULT_PORT = 4568;

export function registerUp(program: Command, cli: Cli): void {
  program
    .command('up')
    .description('the local stack: streams, function and registry on this machine, until Ctrl-C')
    .addOption(
      new Option('--port <n>', 'where the Kinesis API listens; 0 takes a free one')
        .argParser(integer(0, 65_535))
        .default(DEFAULT_PORT),
    )
    .addOption(new Option('--model <name>', 'the model to serve').argParser(name).default(DEFAULT_MODEL))
    .addOption(shared.registry())
    .option('--no-train', `do not train ${DEFAULT_MODEL} when it has no champion: records wait for one`)
    .addOption(shared.data())
    .addOption(
      new Option('--poll-seconds <n>', 'how soon a promotion is served (default: 2)').argParser(
        integer(0, 3600),
      ),
    )
    .addOption(new Option('--order <order>', 'none, or key: in order per partition key').choices(ORDERS))
    .addOption(new Option('--output-format <format>', 'of the predictions').choices(OUTPUT_FORMATS))
    .addOption(
      new Option(
        '--mapping <file.json>',
        'settings of the event source mapping, by the names of Lambda\'s API: {"batchSize": 100, …}',
      ),
    )
    .addOption(
      new Option('--batch-size <n>', 'records of one invocation at most (default: 1000)').argParser(
        integer(1, 10_000),
      ),
    )
    .addOption(
      new Option(
        '--concurrency <n>',
        `invocations at once; more wait (default: one for each shard and batch in flight, up to 8)`,
      ).argParser(integer(1, 1000)),
    )
    .addOption(
      new Option('--reserved-concurrency <n>', 'the same, but more are throttled, as by Lambda')
        .argParser(integer(1, 1000))
        .conflicts('concurrency'),
    )
    .option('--persist', 'keep the streams and checkpoints, and go on with them the next time')
    .addOption(
      new Option('--kinesis <url>', 'use an emulator that runs already, instead of starting one')
        .argParser(emulator)
        .conflicts(['port', 'persist']),
    )
    .option('--bundle <directory>', 'a function that is built already (default: builds it)')
    .option(
      '--prediction-log',
      'keep ids and labels of predictions, for labels that come later: "weir label"',
    )
    .addOption(
      new Option(
        '--console-port <n>',
        'where the console listens; 0 takes a free one (default: 4569, or a free one where that is taken)',
      ).argParser(integer(0, 65_535)),
    )
    .option('--no-console', 'without the page on which the stack is looked at, its metrics and the drift job')
    .addOption(shared.json())
    .addHelpText(
      'after',
      `\nWith --json a line says {"ready": true, …}, one of each change {"alarm": …} and of each {"trouble": …} of the\nalarms and the drift job, and the last one {"stopped": true, …}.`,
    )
    .addHelpText(
      'after',
      examples(
        'weir up',
        'weir up --persist --mapping mapping.json',
        'weir up --port 0 --console-port 0 --model churn --json',
      ),
    )
    .action((options: UpOptions) => up(options, cli));
}

/** Ctrl-C is how this ends, so it counts as done. */
async function up(options: UpOptions, cli: Cli): Promise<void> {
  const { stopOnSignals } = await import('../../localstack/embedded/stop-on-signals.ts');
  const { startEmbedded } = await import('../../localstack/embedded/main.ts');
  const { lookAfter } = await import('../stack/look-after.ts');
  const report = new Reporter(cli, options);
  const settings = { ...settingsOf(options, cli), mapping: await mappingOf(options) };
  await prepareChampion(options, cli, report);
  const live = new LiveLine(report);
  const care = lookAfter({ ...options, config: cli.config, tell: (notice) => live.tell(notice) });
  const stack = await startEmbedded(settings, (event) => {
    live.take(event);
    care.take(event);
  });
  // The signals are listened for before anything says that the stack is up.
  const ended = stopOnSignals(stack, (force) => {
    live.end();
    report.note(force ? 'Stopping now' : 'Stopping after the batch in flight; Ctrl-C again cuts it off');
  });
  try {
    const begun = care.begin(stack).then((console) => announce(stack, console, report));
    await Promise.all([ended, begun]);
  } finally {
    // Where the console cannot begin, no stack goes on that was never said to be ready.
    await stack.stop();
    await care.end();
  }
  live.end();
  const { predicted, rejected, givenUp } = live.counts;
  report.result({ stopped: true, predicted, rejected, givenUp });
  const also = givenUp > 0 ? `, ${count(givenUp)} given up` : '';
  report.say(`Stopped. ${count(predicted)} predicted, ${count(rejected)} rejected${also}.`);
}

async function prepareChampion(options: UpOptions, cli: Cli, report: Reporter): Promise<void> {
  const { aliasVersion, openRegistry } = await import('../registry.ts');
  const { model } = options;
  const registry = openRegistry(options.registry ?? cli.config.registry);
  const version = await aliasVersion(registry, model, 'champion');
  if (version !== undefined) {
    report.say(`Serving ${model} version ${version} of ${registry.store.location}`);
  } else if (model === DEFAULT_MODEL && options.train) {
    const { trainWithProgress } = await import('../stack/train-champion.ts');
    report.say(
      `${model} has no champion in ${registry.store.location}: training one (--no-train leaves that out)`,
    );
    await trainWithProgress({ registry, name: model, data: options.data }, cli.config, report);
  } else {
    const models = (await registry.models()).join(', ') || 'no models';
    report.say(
      `${model} has no champion in ${registry.store.location} (it holds ${models}): records will wait, and none is lost.`,
      'Promote one with "weir train", "weir publish … --promote" or "weir promote"; it is then served by itself.',
    );
  }
}

function settingsOf(options: UpOptions, cli: Cli): Partial<EmbeddedSettings> {
  const { port, model, registry, pollSeconds, order, outputFormat, bundle } = options;
  const { kinesis, persist, concurrency, reservedConcurrency, predictionLog } = options;
  return {
    kinesisPort: port,
    model,
    registry: registry ?? cli.config.registry,
    stateDirectory: cli.config.home,
    quarantine: cli.config.quarantine,
    monitoring: cli.config.monitoring,
    predictionLog: predictionLog ?? false,
    region: cli.config.region,
    bundle,
    kinesisEndpoint: kinesis,
    persist: persist ?? false,
    concurrency,
    reservedConcurrency,
    ...(pollSeconds !== undefined && { pollSeconds }),
    ...(order !== undefined && { order }),
    ...(outputFormat !== undefined && { outputFormat }),
  };
}

/** The file's settings, before which --batch-size goes. */
async function mappingOf({ mapping, batchSize }: UpOptions): Promise<EmbeddedSettings['mapping']> {
  const { readMappingFile } = await import('../stack/mapping-file.ts');
  const given = mapping === undefined ? {} : await readMappingFile(mapping);
  return batchSize === undefined ? given : { ...given, batchSize };
}

/** @param console its address; undefined when there is none */
async function announce(
  { endpoints, settings }: EmbeddedStack,
  console: string | undefined,
  report: Reporter,
): Promise<void> {
  const { keys } = await import('../../lib/contract/keys.ts');
  const { mappingText } = await import('../stack/mapping-text.ts');
  const { model, inputStream, outputStream, region, mapping } = settings;
  const quarantine = `${endpoints.quarantine}/${keys.quarantinePrefix(model)}`;
  report.result({
    ...{ ready: true, model, inputStream, outputStream, region, ...endpoints, quarantine, mapping },
    console: console ?? null,
  });
  report.say(
    '',
    ...(console === undefined ? [] : [`Console      ${console}   (in a browser on this machine)`]),
    `Kinesis      ${endpoints.kinesis}   (${inputStream} in, ${outputStream} out${keptText(settings)})`,
    `Registry     ${endpoints.registry}`,
    `Quarantine   ${quarantine}`,
    `Mapping      ${mappingText(mapping)}`,
    `On failure   ${endpoints.destination}`,
    `Function log ${endpoints.functionLog}`,
    '',
    await whatToTry(endpoints.kinesis, settings),
    '',
    'Ready. Ctrl-C stops.',
  );
}

function keptText({ persist, kinesisEndpoint }: EmbeddedSettings): string {
  if (persist) return '; kept when this ends';
  return kinesisEndpoint === undefined ? '; gone when this ends' : '; not of this stack';
}

/** Commands to paste; the record in them is a wine. */
async function whatToTry(endpoint: string, settings: EmbeddedSettings): Promise<string> {
  const { pasteCommands, pasteText } = await import('../../localstack/embedded/paste-commands.ts');
  if (settings.model === DEFAULT_MODEL) return pasteText(pasteCommands(endpoint, settings));
  return `Send records:      npx weir send <file> --model ${settings.model} --endpoint-url ${endpoint}
Read predictions:  npx weir tail --endpoint-url ${endpoint}`;
}

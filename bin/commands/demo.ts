import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { Manifest } from '../../lib/contract/manifest.ts';
import { DEFAULT_MODEL } from '../config.ts';
import type { DemoModel } from '../demo/prepare.ts';
import type { StreamedThrough } from '../demo/stream-through.ts';
import type { Verdict } from '../demo/verdict.ts';
import { examples, shared } from '../options.ts';
import { PlainFault } from '../terminal/faults.ts';
import { count, plural } from '../terminal/format.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

interface DemoOptions {
  readonly registry?: string;
  readonly data?: string;
  readonly bundle?: string;
  readonly json?: boolean;
}

/** Answers come within a second or two; a machine that is busy with other things gets this long. */
const PATIENCE_MS = 60_000;

export function registerDemo(program: Command, cli: Cli): void {
  program
    .command('demo')
    .description('stream the holdout wines through a stack of its own and check every prediction')
    .addOption(shared.registry())
    .addOption(shared.data())
    .addOption(new Option('--bundle <directory>', 'a function that is built already (default: builds it)'))
    .option('--json', 'print the last line alone')
    .addHelpText('after', examples('weir demo', 'weir demo --data winequality-white.csv --json'))
    .action((options: DemoOptions) => demo(options, cli));
}

async function demo(options: DemoOptions, cli: Cli): Promise<void> {
  const { prepareDemo } = await import('../demo/prepare.ts');
  const { judge } = await import('../demo/verdict.ts');
  const report = new Reporter(cli, options);
  const request = {
    registry: options.registry ?? cli.config.registry,
    model: DEFAULT_MODEL,
    data: options.data,
    signal: cli.interruption(),
  };
  const model = await prepareDemo(request, cli.config, report);
  try {
    const streamed = await streamHoldout(model, options, cli, report);
    const verdict = judge(streamed, model.holdout.labels, model.manifest);
    await show(verdict, model.manifest, report);
    if (verdict.faults.length > 0) throw new DemoFailed(verdict.faults.join('; '));
  } finally {
    await model.dispose();
  }
}

/** Streams the holdout through a stack with ports, streams and quarantine of its own. */
async function streamHoldout(
  { registry, manifest, holdout: { records } }: DemoModel,
  options: DemoOptions,
  cli: Cli,
  report: Reporter,
): Promise<StreamedThrough> {
  const { startEmbedded } = await import('../../localstack/embedded/main.ts');
  const { openStore } = await import('../../lib/registry/adapters/open-store.ts');
  const { rejectedIds } = await import('../demo/rejected-ids.ts');
  const { streamThrough } = await import('../demo/stream-through.ts');
  const { connect } = await import('../kinesis.ts');
  const signal = cli.interruption();
  const stateDirectory = await mkdtemp(join(tmpdir(), 'weir-demo-'));
  report.say('Starting the stack: Kinesis API, function bundle, event source mapping');
  const stack = await startEmbedded({
    kinesisPort: 0,
    stateDirectory,
    registry,
    model: manifest.model,
    bundle: options.bundle,
  }).catch(async (error) => {
    await rm(stateDirectory, { recursive: true, force: true });
    throw error;
  });
  const { kinesis: url, quarantine } = stack.endpoints;
  const { inputStream: input, outputStream: output, region } = stack.settings;
  const client = connect({ url, region, origin: 'the demo' }, cli.config);
  const progress = report.progress('predicted', records.length);
  report.say(`Sending ${plural(records.length, 'holdout record')} through ${input} at ${url}`);
  try {
    return await streamThrough({
      ...{ client, input, output, signal, patienceMs: PATIENCE_MS },
      records: records.map((record, index) => ({ ...record, customer_id: index })),
      rejectedIds: () => rejectedIds(openStore(quarantine), manifest.model),
      onProgress: (answered) => progress.update(answered),
    });
  } finally {
    progress.end();
    client.close();
    await stack.stop({ force: signal.aborted });
    await rm(stateDirectory, { recursive: true, force: true });
  }
}

async function show(verdict: Verdict, manifest: Manifest, report: Reporter): Promise<void> {
  const { confusionPicture, latencyPicture } = await import('../demo/pictures.ts');
  const { result } = verdict;
  report.say(
    '',
    ...confusionPicture(manifest.signature.classes, verdict.confusion),
    '',
    'Latency, from the call that put a record to the read that brought its prediction:',
    ...latencyPicture(verdict.latenciesMs),
    '',
    `${count(result.predicted)} of ${count(result.sent)} predicted, ${result.lost} lost, ${result.duplicates} twice, ${result.rejected} rejected; accuracy ${result.accuracy}, in training ${result.manifestAccuracy}`,
  );
  report.data(result);
}

/** A check of the demo did not hold. */
export class DemoFailed extends PlainFault {
  override readonly name = 'DemoFailed';
}

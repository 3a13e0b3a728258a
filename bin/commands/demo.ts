import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { Manifest } from '../../lib/contract/manifest.ts';
import { DEFAULT_MODEL } from '../config.ts';
import type { DemoModel, PrepareOptions } from '../demo/prepare.ts';
import type { StreamedThrough } from '../demo/stream-through.ts';
import type { Verdict } from '../demo/verdict.ts';
import { examples, integer, shared } from '../options.ts';
import { PlainFault } from '../terminal/faults.ts';
import { count, plural } from '../terminal/format.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

interface DemoOptions {
  readonly registry?: string;
  readonly data?: string;
  readonly bundle?: string;
  readonly json?: boolean;
  readonly drift?: boolean;
  readonly seed: number;
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
    .option(
      '--drift',
      'change the wines after three hours of an injected clock, and see the drift job find it',
    )
    .option('--seed <n>', 'with --drift: of which records lack a feature', integer(0), 1)
    .option('--json', 'print the last line alone')
    .addHelpText(
      'after',
      examples('weir demo', 'weir demo --data winequality-white.csv --json', 'weir demo --drift'),
    )
    .action((options: DemoOptions) => (options.drift ? demoDrift(options, cli) : demo(options, cli)));
}

async function demo(options: DemoOptions, cli: Cli): Promise<void> {
  const { prepareDemo } = await import('../demo/prepare.ts');
  const { judge } = await import('../demo/verdict.ts');
  const report = new Reporter(cli, options);
  const model = await prepareDemo(requestOf(options, cli), cli.config, report);
  try {
    const streamed = await streamHoldout(model, options, cli, report);
    const verdict = judge(streamed, model.holdout.labels, model.manifest);
    await show(verdict, model.manifest, report);
    if (verdict.faults.length > 0) throw new DemoFailed(verdict.faults.join('; '));
  } finally {
    await model.dispose();
  }
}

function requestOf(options: DemoOptions, cli: Cli): PrepareOptions {
  return {
    registry: options.registry ?? cli.config.registry,
    model: DEFAULT_MODEL,
    data: options.data,
    signal: cli.interruption(),
  };
}

async function demoDrift(options: DemoOptions, cli: Cli): Promise<void> {
  const { prepareDemo } = await import('../demo/prepare.ts');
  const { lacksForDrift } = await import('../demo/drift/change.ts');
  const { findReference } = await import('../demo/drift/reference.ts');
  const { runDriftDemo } = await import('../demo/drift/run-drift-demo.ts');
  const report = new Reporter(cli, options);
  const request = { ...requestOf(options, cli), lacks: lacksForDrift };
  const model = await prepareDemo(request, cli.config, report);
  try {
    const { bundle, seed } = options;
    const place = { reports: join(cli.config.home, 'demo-drift'), signal: request.signal, now: Date.now };
    const demo = { ...(await findReference(model)), ...place, model, bundle, seed };
    const { result, faults } = await runDriftDemo(demo, cli.config, report);
    report.data(result);
    if (faults.length > 0) throw new DemoFailed(faults.join('; '));
  } finally {
    await model.dispose();
  }
}

/** Streams the holdout through a stack with ports, streams and quarantine of its own. */
async function streamHoldout(
  { registry, manifest, holdout: { records } }: DemoModel,
  { bundle }: DemoOptions,
  cli: Cli,
  report: Reporter,
): Promise<StreamedThrough> {
  const { startOwnStack } = await import('../demo/own-stack.ts');
  const { streamThrough } = await import('../demo/stream-through.ts');
  const signal = cli.interruption();
  report.say('Starting the stack: Kinesis API, function bundle, event source mapping');
  const stack = await startOwnStack(manifest.model, () => ({ registry, bundle }), cli.config);
  const progress = report.progress('predicted', records.length);
  report.say(`Sending ${plural(records.length, 'holdout record')} through ${stack.input} at ${stack.url}`);
  try {
    return await streamThrough({
      ...{ ...stack, signal, patienceMs: PATIENCE_MS },
      records: records.map((record, index) => ({ ...record, customer_id: index })),
      onProgress: (answered) => progress.update(answered),
    });
  } finally {
    progress.end();
    await stack.stop(signal.aborted);
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

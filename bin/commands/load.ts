import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { DEFAULT_MODEL, INPUT_STREAM, OUTPUT_STREAM } from '../config.ts';
import { type Endpoint, resolveEndpoint } from '../endpoint.ts';
import type { LoadRequest } from '../load/load.ts';
import { examples, integer, name, positive, share, shared } from '../options.ts';
import { quarantineOption } from '../quarantine/selection-options.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

interface LoadOptions {
  readonly duration: number;
  readonly workers: number;
  readonly rps: number;
  readonly injectErrors: number;
  readonly model: string;
  readonly stream: string;
  readonly outputStream: string;
  readonly endpointUrl?: string;
  readonly region?: string;
  readonly registry?: string;
  readonly quarantine?: string;
  readonly seed?: number;
  readonly report?: string;
  readonly settle: number;
  readonly json?: boolean;
}

/** Seeds that the command chooses itself are short enough to be typed again. */
const MAX_SEED = 1_000_000;

export function registerLoad(program: Command, cli: Cli): void {
  program
    .command('load')
    .description('put records at a steady rate, some of them bad, and account for every one')
    .addOption(new Option('--duration <s>', 'seconds to put records for').argParser(positive).default(60))
    .addOption(
      new Option('--workers <n>', 'puts that may be under way at once').argParser(integer(1, 64)).default(2),
    )
    .addOption(new Option('--rps <n>', 'records a second, of all workers').argParser(positive).default(300))
    .addOption(
      new Option('--inject-errors <share>', 'of records that must be rejected, from 0 to 1')
        .argParser(share)
        .default(0),
    )
    .addOption(new Option('--model <name>', 'whose records to put').argParser(name).default(DEFAULT_MODEL))
    .option('--stream <name>', 'the stream to put them on', INPUT_STREAM)
    .option('--output-stream <name>', 'the stream of the predictions', OUTPUT_STREAM)
    .addOption(shared.endpoint())
    .addOption(shared.region())
    .addOption(shared.registry())
    .addOption(quarantineOption())
    .addOption(
      new Option('--seed <n>', 'the same records again (default: a random one, which is shown)').argParser(
        integer(0, 2 ** 32 - 1),
      ),
    )
    .option('--report <directory>', 'where ledger, summary and page go (default: a new one in .weir/load)')
    .addOption(
      new Option('--settle <s>', 'give up when nothing new was seen of missing records for so long')
        .argParser(positive)
        .default(60),
    )
    .addOption(shared.json())
    .addHelpText(
      'after',
      examples('weir load', 'weir load --duration 60 --rps 300 --inject-errors 0.05 --seed 7'),
    )
    .action((options: LoadOptions) => load(options, cli));
}

async function load(options: LoadOptions, cli: Cli): Promise<void> {
  const { connect } = await import('../kinesis.ts');
  const { openRegistry } = await import('../registry.ts');
  const { openStore } = await import('../../lib/registry/adapters/open-store.ts');
  const { runLoadCommand } = await import('../load/load.ts');
  const endpoint = resolveEndpoint(options, cli.config);
  const client = connect(endpoint, cli.config);
  try {
    await runLoadCommand(requestOf(options, endpoint, cli), {
      client,
      registry: openRegistry(options.registry ?? cli.config.registry),
      store: openStore(options.quarantine ?? cli.config.quarantine),
      config: cli.config,
      report: new Reporter(cli, options),
      signal: cli.interruption(),
    });
  } finally {
    client.close();
  }
}

function requestOf(options: LoadOptions, endpoint: Endpoint, cli: Cli): LoadRequest {
  const { duration, workers, rps, injectErrors, model, stream, outputStream, settle } = options;
  const startedAt = new Date().toISOString();
  const seed = options.seed ?? randomInt(MAX_SEED);
  const folder = `${startedAt.slice(0, 19).replaceAll(':', '-')}-${model}-${seed}`;
  return {
    ...{ startedAt, model, endpoint, input: stream, output: outputStream },
    directory: options.report ?? join(cli.config.home, 'load', folder),
    settings: { durationS: duration, workers, perSecond: rps, injectErrors, seed, settleS: settle },
  };
}

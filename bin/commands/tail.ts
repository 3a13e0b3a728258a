import { type Command, Option } from 'commander';
import { OUTPUT_STREAM } from '../config.ts';
import { resolveEndpoint } from '../endpoint.ts';
import { examples, integer, shared } from '../options.ts';
import { plural } from '../terminal/format.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

interface TailOptions {
  readonly stream: string;
  readonly from?: 'latest' | 'trim-horizon';
  readonly count?: number;
  readonly follow: boolean;
  readonly endpointUrl?: string;
  readonly region?: string;
  readonly json?: boolean;
}

export function registerTail(program: Command, cli: Cli): void {
  program
    .command('tail')
    .description('print predictions as they come, until Ctrl-C')
    .option('--stream <name>', 'the stream to read', OUTPUT_STREAM)
    .addOption(
      new Option(
        '--from <place>',
        'what comes from now on, or all that the stream holds (default: latest; with --no-follow, which would show nothing of that, trim-horizon)',
      ).choices(['latest', 'trim-horizon']),
    )
    .addOption(new Option('--count <n>', 'stop after so many').argParser(integer(1)))
    .option('--no-follow', 'stop at the end of the stream')
    .addOption(shared.endpoint())
    .addOption(shared.region())
    .option('--json', 'print each record as it is, one a line')
    .addHelpText('after', examples('weir tail', 'weir tail --from trim-horizon --count 1 --json'))
    .action((options: TailOptions) => tail(options, cli));
}

/** Ctrl-C is how this ends when nothing else ends it, so it counts as done; with a --count that is not. */
async function tail(options: TailOptions, cli: Cli): Promise<void> {
  const { connect } = await import('../kinesis.ts');
  const { readStream } = await import('../../lib/streams/read-stream.ts');
  const { predictionLine } = await import('../records/prediction-line.ts');
  const report = new Reporter(cli, options);
  const endpoint = resolveEndpoint(options, cli.config);
  const client = connect(endpoint, cli.config);
  const from = options.from ?? (options.follow ? 'latest' : 'trim-horizon');
  let shown = 0;
  try {
    const records = await readStream(client, options.stream, {
      position: { type: from === 'latest' ? 'LATEST' : 'TRIM_HORIZON' },
      follow: options.follow,
      signal: cli.interruption(),
    });
    report.note(
      `Reading ${options.stream} at ${endpoint.url} (${endpoint.origin})${options.follow ? '; Ctrl-C stops' : ''}`,
    );
    for await (const record of records) {
      const line = options.json ? Buffer.from(record.data).toString('utf8') : predictionLine(record);
      cli.stdout.write(`${line}\n`);
      shown++;
      if (shown === options.count) break;
    }
  } finally {
    client.close();
  }
  report.note(`${plural(shown, 'record')} shown`);
  if (options.count !== undefined && shown < options.count) cli.interruption().throwIfAborted();
}

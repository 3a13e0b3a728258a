import { type Command, Option } from 'commander';
import { UserError } from '../../lib/contract/errors.ts';
import { PUT_RECORDS_MAX_ENTRIES } from '../../lib/contract/limits.ts';
import { DEFAULT_MODEL, INPUT_STREAM } from '../config.ts';
import { type Endpoint, resolveEndpoint } from '../endpoint.ts';
import { commaList, examples, name, positive, shared } from '../options.ts';
import { linesText, rangesOf } from '../records/line-ranges.ts';
import type { Format, OpenedFile } from '../records/open-outgoing.ts';
import type { Problem } from '../records/outgoing.ts';
import type { Rest, SendOutcome } from '../records/send-all.ts';
import { count, duration, plural, rounded } from '../terminal/format.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

interface SendOptions {
  readonly stream: string;
  readonly rate?: number;
  readonly format?: Format;
  readonly raw?: boolean;
  readonly model: string;
  readonly registry?: string;
  readonly featuresKey?: string;
  readonly carry: readonly string[];
  readonly partitionKey?: string;
  readonly endpointUrl?: string;
  readonly region?: string;
  readonly json?: boolean;
}

/** Problems that are shown one by one; the summary counts them all. */
const MAX_PROBLEMS = 20;

export function registerSend(program: Command, cli: Cli): void {
  program
    .command('send')
    .description("send a file's rows or lines as records")
    .argument('<file>', 'a CSV file with a header, or JSON Lines; - for JSON Lines on standard input')
    .option('--stream <name>', 'the stream to put them on', INPUT_STREAM)
    .addOption(
      new Option('--rate <n>', 'records a second (default: as fast as they are taken)').argParser(positive),
    )
    .addOption(
      new Option('--format <format>', 'default: by the ending of the name').choices(['csv', 'jsonl']),
    )
    .option('--raw', 'send lines byte for byte, whatever they hold')
    .addOption(
      new Option('--model <name>', 'whose champion says how CSV columns become a record')
        .argParser(name)
        .default(DEFAULT_MODEL),
    )
    .addOption(shared.registry())
    .option('--features-key <key>', 'put the CSV columns under this key, without asking a model')
    .addOption(
      new Option('--carry <columns>', 'with --features-key: columns beside the features, with commas')
        .argParser(commaList)
        .default([], 'none'),
    )
    .option('--partition-key <field>', 'the column or key whose value it is (default: the line number)')
    .addOption(shared.endpoint())
    .addOption(shared.region())
    .addOption(shared.json())
    .addHelpText('after', examples('weir send wines.csv --rate 300', 'weir send records.jsonl --json'))
    .action((file: string, options: SendOptions) => send(file, options, cli));
}

async function send(file: string, options: SendOptions, cli: Cli): Promise<void> {
  const report = new Reporter(cli, options);
  const endpoint = resolveEndpoint(options, cli.config);
  const opened = await open(file, options, cli);
  if (opened.unused.length > 0) report.note(`Columns that are not sent: ${opened.unused.join(', ')}`);
  report.note(`Sending to ${options.stream} at ${endpoint.url} (${endpoint.origin})`);
  const problems: Problem[] = [];
  const outcome = await run(opened, options, { cli, report, endpoint, problems });
  summarise(outcome, { file, problems, stream: options.stream, endpoint, report });
  if (outcome.interrupted !== undefined) throw outcome.interrupted;
  if (outcome.rest !== undefined)
    throw outcome.sent === 0 ? outcome.fault : new SendingStopped(file, outcome);
  if (problems.length > 0) {
    throw new UserError(
      `${plural(problems.length, 'line')} of ${file} could not be sent; mend them and send those lines again`,
    );
  }
}

/** Some of a file is on the stream, and the rest could not be sent: a fault, whoever mends the cause. */
class SendingStopped extends Error {
  override readonly name = 'SendingStopped';

  constructor(file: string, { sent, fault }: SendOutcome) {
    super(`${plural(sent, 'record')} of ${file} went, then the sending failed`, { cause: fault });
  }
}

async function open(file: string, options: SendOptions, cli: Cli): Promise<OpenedFile> {
  const { openOutgoing } = await import('../records/open-outgoing.ts');
  return openOutgoing({
    file,
    format: options.format,
    raw: options.raw ?? false,
    featuresKey: options.featuresKey,
    carry: options.carry,
    partitionKey: options.partitionKey,
    signature: async () => {
      const { championOf, openRegistry } = await import('../registry.ts');
      const registry = openRegistry(options.registry ?? cli.config.registry);
      const otherwise = 'put the columns under a key of your choice with --features-key';
      return (await championOf(registry, options.model, { otherwise })).signature;
    },
  });
}

interface SendContext {
  readonly cli: Cli;
  readonly report: Reporter;
  readonly endpoint: Endpoint;
  readonly problems: Problem[];
}

async function run(
  opened: OpenedFile,
  options: SendOptions,
  { cli, report, endpoint, problems }: SendContext,
): Promise<SendOutcome> {
  const { connect } = await import('../kinesis.ts');
  const { sendAll } = await import('../records/send-all.ts');
  const client = connect(endpoint, cli.config);
  const progress = report.progress('sent', opened.total);
  try {
    return await sendAll(client, options.stream, opened.items, {
      rate: options.rate,
      batch: PUT_RECORDS_MAX_ENTRIES,
      signal: cli.interruption(),
      onProblem: (problem) => problems.push(problem),
      onSent: (sent, seconds) =>
        progress.update(sent, seconds < 1 ? '' : `${count(sent / seconds)} a second`),
    });
  } finally {
    progress.end();
    client.close();
    opened.close();
  }
}

interface Sending {
  readonly file: string;
  readonly problems: readonly Problem[];
  readonly stream: string;
  readonly endpoint: Endpoint;
  readonly report: Reporter;
}

function summarise(
  { sent, seconds, rest }: SendOutcome,
  { file, problems, stream, endpoint, report }: Sending,
): void {
  const failed = problems.length;
  const shown = problems.slice(0, MAX_PROBLEMS);
  for (const { line, problem } of shown) report.note(`line ${line}: ${problem}`);
  if (failed > shown.length) report.note(`… and ${plural(failed - shown.length, 'line')} more`);
  report.result({
    sent,
    failed,
    seconds: rounded(seconds, 3),
    stream,
    endpoint: endpoint.url,
    problems: shown,
    ...(rest !== undefined && {
      rest: {
        from: rest.from,
        sent: rangesOf(rest.sent),
        unknown: rangesOf(rest.unknown),
        unsent: rangesOf(rest.unsent),
      },
    }),
  });
  report.say(`${plural(sent, 'record')} sent, ${count(failed)} failed, in ${duration(seconds * 1000)}`);
  if (rest !== undefined) report.note(restText(rest, file));
}

/** What a person needs to send the rest of the file and nothing twice. */
function restText({ from, sent, unknown, unsent }: Rest, file: string): string {
  const before = from === 1 ? [] : [`what could be sent of ${file} before line ${from} is on the stream`];
  const parts = [
    ...before,
    ...(sent.length > 0 ? [`${linesText(sent)}: on the stream too`] : []),
    ...(unknown.length > 0
      ? [`${linesText(unknown)}: perhaps on the stream, their request was cut off`]
      : []),
    ...(unsent.length > 0 ? [`${linesText(unsent)}: read, but not sent`] : []),
  ];
  return [`Go on with line ${from}${parts.length > 0 ? ':' : ''}`, ...parts.map((part) => `  ${part}`)].join(
    '\n',
  );
}

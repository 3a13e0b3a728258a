import { type Command, InvalidArgumentError, Option } from 'commander';
import { GATE_MODES, type GateMode, type Verdict } from '../../lib/contract/verdict.ts';
import type { Config } from '../config.ts';
import { type LiveOptions, liveOptions } from '../gate/live-options.ts';
import { examples, integer, name, positive, share, shared } from '../options.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

interface GateOptions extends LiveOptions {
  readonly against: string | number;
  readonly data?: string;
  readonly target?: string;
  readonly mode: GateMode;
  readonly margin?: number;
  readonly floor?: number;
  readonly metric?: string;
  readonly maxLatencyRatio?: number;
  readonly registry?: string;
  readonly json?: boolean;
}

export function registerGate(program: Command, cli: Cli): void {
  program
    .command('gate')
    .description('judge whether a version may become the champion; writes nothing')
    .argument('<name>', 'the model', name)
    .argument('<version>', 'the version', integer(1))
    .addOption(
      new Option('--against <alias or version>', 'what to compare with')
        .argParser(against)
        .default('champion'),
    )
    .addOption(shared.data())
    .option(
      '--target <column>',
      'judge by every row of --data, its truth in this column (default: its own holdout)',
    )
    .addOption(
      new Option('--mode <mode>', 'what is asked of its quality').choices(GATE_MODES).default('better'),
    )
    .addOption(
      new Option('--margin <share>', 'how much worse "non-inferior" may be (default: 0.01)').argParser(share),
    )
    .addOption(
      new Option(
        '--floor <value>',
        'what it must reach by itself (default: more than the best constant answer)',
      ).argParser(number),
    )
    .option('--metric <metric>', 'what quality means (default: accuracy, of values rmse)')
    .addOption(
      new Option(
        '--max-latency-ratio <n>',
        "how many times the champion's latency it may take (default: 1.2)",
      ).argParser(positive),
    )
    .addOption(liveOptions.minimum())
    .addOption(liveOptions.live())
    .addOption(liveOptions.stage())
    .addOption(shared.registry())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `${examples('weir gate wine-quality 2', 'weir gate churn 3 --data untouched.csv --target left --mode non-inferior')}

Exit codes: 0 it may be promoted, 1 it is refused, 2 a mistake in the command.`,
    )
    .action((model: string, version: number, options: GateOptions) => gate(model, version, options, cli));
}

function against(text: string): string | number {
  return /^\d+$/.test(text) ? integer(1)(text) : name(text);
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a number.');
}

async function gate(model: string, version: number, options: GateOptions, cli: Cli): Promise<void> {
  const { verdictText } = await import('../gate/verdict-text.ts');
  const { PlainFault } = await import('../terminal/faults.ts');
  const report = new Reporter(cli, options);
  const verdict = await judge(model, version, options, {
    config: cli.config,
    report,
    signal: cli.interruption(),
  });
  report.result({ model, version, ...verdict });
  report.say(...verdictText(verdict, cli.stdout.columns ?? 120), '', conclusion(model, version, verdict));
  if (!verdict.promote) throw new PlainFault(`${model} version ${version} is ${verdict.reason}`);
}

interface Surroundings {
  readonly config: Config;
  readonly report: Reporter;
  readonly signal: AbortSignal;
}

async function judge(
  model: string,
  version: number,
  options: GateOptions,
  { config, report, signal }: Surroundings,
): Promise<Verdict> {
  const { openRegistry } = await import('../registry.ts');
  const { judgeVersion } = await import('../gate/judge-version.ts');
  const { liveAgreementOf } = await import('../gate/live-options.ts');
  const { dataPlaces } = await import('../stack/data-places.ts');
  const registry = openRegistry(options.registry ?? config.registry);
  const live = await liveAgreementOf(registry, { model, version }, options, config);
  const { against, data, target, maxLatencyRatio, ...terms } = options;
  return judgeVersion(registry, {
    ...terms,
    model,
    version,
    against,
    holdout: { ...dataPlaces(config), data, target },
    live,
    limits: maxLatencyRatio === undefined ? {} : { latencyRatio: maxLatencyRatio },
    judgedAt: new Date(),
    signal,
    onJudging: () =>
      report.note(
        `Judging ${model} version ${version} in a process of its own, some seconds of it for latencies`,
      ),
  });
}

function conclusion(model: string, version: number, { promote, champion, mode }: Verdict): string {
  const other = champion === null ? 'nothing: there is no champion' : `version ${champion.version}`;
  const next = promote ? `Serve it with: weir promote ${model} ${version}` : 'It is not to be promoted.';
  return `${model} version ${version} against ${other}, asked to be "${mode}". ${next}`;
}

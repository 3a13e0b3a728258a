import { type Command, Option } from 'commander';
import { type Alias, CHALLENGER, CHAMPION } from '../../lib/contract/alias.ts';
import { DEFAULT_POLL_SECONDS } from '../../lib/contract/environment.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import { type LiveOptions, liveOptions } from '../gate/live-options.ts';
import { BY_HAND, type Permit, permitChampion } from '../gate/permit.ts';
import { examples, integer, name, shared } from '../options.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

interface PromoteOptions extends LiveOptions {
  readonly alias: string;
  readonly reason?: string;
  readonly force?: boolean;
  readonly registry?: string;
  readonly json?: boolean;
}

export function registerPromote(program: Command, cli: Cli): void {
  program
    .command('promote')
    .description('make a version the champion: one conditional write, with who, when and why')
    .argument('<name>', 'the model', name)
    .argument('<version>', 'the version', integer(1))
    .addOption(shared.alias())
    .addOption(new Option('--reason <text>', `why, for the history (default: "${BY_HAND}")`))
    .option('--force', 'although the gate refused it; needs a --reason')
    .addOption(liveOptions.minimum())
    .addOption(liveOptions.live())
    .addOption(liveOptions.stage())
    .addOption(shared.registry())
    .addOption(shared.json())
    .addHelpText(
      'after',
      examples(
        'weir promote wine-quality 2 --alias challenger',
        'weir promote wine-quality 2 --reason "better on red wines"',
      ),
    )
    .action((model: string, version: number, options: PromoteOptions) =>
      promote({ model, version }, options, cli),
    );
}

interface Named {
  readonly model: string;
  readonly version: number;
}

/**
 * The champion alone asks the gate: any other alias answers nobody. It moves from the very move that was looked at:
 * whoever moves it meanwhile wins.
 */
async function promote(named: Named, options: PromoteOptions, cli: Cli): Promise<void> {
  const { currentAlias, openRegistry } = await import('../registry.ts');
  const registry = openRegistry(options.registry ?? cli.config.registry);
  const { alias } = options;
  const current = await currentAlias(registry, named.model, alias);
  const permit =
    alias === CHAMPION
      ? await permitOf(registry, { ...named, champion: current?.version }, options, cli)
      : { reason: options.reason ?? BY_HAND, notes: [] };
  const { reason, notes } = permit;
  const move = { ...named, alias, by: cli.config.user, reason };
  const moved = await registry.moveAlias({ ...move, expectSequence: current?.sequence ?? 0 });
  const report = new Reporter(cli, options);
  reportMove(report, named.model, alias, moved);
  for (const note of notes) report.say(note);
}

async function permitOf(
  registry: ModelRegistry,
  named: Named & { readonly champion: number | undefined },
  options: PromoteOptions,
  { config }: Cli,
): Promise<Permit> {
  const { liveAgreementOf } = await import('../gate/live-options.ts');
  const { storedVerdict } = await import('../../training/gate/stored-verdict.ts');
  const { DEFAULT_GATE_LIMITS } = await import('../../training/gate/limits.ts');
  const { model, version } = named;
  return permitChampion({
    ...named,
    verdict: await storedVerdict(registry, await registry.manifest(model, version)),
    minLiveAgreement: options.minLiveAgreement,
    live: await liveAgreementOf(registry, named, options, config),
    minLiveRecords: DEFAULT_GATE_LIMITS.minLiveRecords,
    reason: options.reason,
    force: options.force ?? false,
  });
}

/** Says what an alias names now, and when that will be served. */
export function reportMove(report: Reporter, model: string, alias: string, moved: Alias): void {
  const { version, previous, sequence, since, by, reason } = moved;
  report.result({ model, alias, version, previous, sequence, since, by, reason });
  const before = previous === null ? 'it named none before' : `it was ${previous}`;
  report.say(
    `${alias} of ${model} is version ${version} now (${before}; move ${sequence}, by ${by}: ${reason})`,
    whatFollows(model, alias, version),
  );
}

function whatFollows(model: string, alias: string, version: number): string {
  const within = `within ${DEFAULT_POLL_SECONDS} s, unless they are set otherwise`;
  if (alias !== CHALLENGER) return `Running functions serve it ${within}.`;
  return (
    `Running functions try it in shadow ${within}: on some of the live records, after the champion's answers, and it ` +
    `answers nobody. Its agreement, confidence and latency are on the dashboard and in the function's log; ` +
    `"weir gate ${model} ${version} --min-live-agreement 0.95" judges by them.`
  );
}

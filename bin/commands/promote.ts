import { type Command, Option } from 'commander';
import { type Alias, CHALLENGER, CHAMPION } from '../../lib/contract/alias.ts';
import { ENV } from '../../lib/contract/environment.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import { type LiveOptions, liveOptions } from '../gate/live-options.ts';
import { BY_HAND, type Permit } from '../gate/permit.ts';
import { besideChampion, type NamedAlias, whatFollows } from '../gate/what-follows.ts';
import { examples, integer, name, shared } from '../options.ts';
import { printable } from '../terminal/printable.ts';
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
      `${examples(
        'weir promote wine-quality 2 --alias challenger',
        'weir promote wine-quality 2 --reason "better on red wines"',
      )}

Functions serve the ${CHAMPION} and try the ${CHALLENGER} in shadow; any other alias is for those
whose ${ENV.alias} names it. The trial of a challenger ends when the champion's version is promoted
with --alias ${CHALLENGER}: a challenger that is the champion challenges nobody.`,
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
  const report = new Reporter(cli, options);
  const current = await currentAlias(registry, named.model, alias);
  const aliased = await besideChampion(registry, named.model, alias, named);
  if (current?.version === named.version) {
    reportStay(report, aliased, current);
    return;
  }
  const permit =
    alias === CHAMPION
      ? await permitOf(registry, { ...named, champion: current?.version }, options, cli)
      : { reason: options.reason ?? BY_HAND, notes: [] };
  const { reason, notes } = permit;
  const move = { ...named, alias, by: cli.config.user, reason };
  const moved = await registry.moveAlias({ ...move, expectSequence: current?.sequence ?? 0 });
  reportMove(report, aliased, moved);
  for (const note of notes) report.say(note);
}

async function permitOf(
  registry: ModelRegistry,
  named: Named & { readonly champion: number | undefined },
  options: PromoteOptions,
  { config }: Cli,
): Promise<Permit> {
  const { liveAgreementOf } = await import('../gate/live-options.ts');
  const { storedPermit } = await import('../gate/stored-permit.ts');
  const { reason, force = false, minLiveAgreement } = options;
  const live = await liveAgreementOf(registry, named, options, config);
  return storedPermit(registry, { ...named, reason, force, minLiveAgreement, live });
}

/** Says what an alias names now, and when that will be served. */
export function reportMove(report: Reporter, named: NamedAlias, moved: Alias): void {
  const { version, previous, sequence } = moved;
  report.result(resultOf(named, moved));
  const before = previous === null ? 'it named none before' : `it was ${previous}`;
  report.say(
    `${named.alias} of ${named.model} is version ${version} now (${before}; move ${sequence}, ${whoAndWhy(moved)})`,
    whatFollows(named),
  );
}

/** Nothing moves, so nobody is asked. */
function reportStay(report: Reporter, named: NamedAlias, current: Alias): void {
  report.result(resultOf(named, current));
  const { alias, model, version } = named;
  report.say(
    `${alias} of ${model} is already version ${version} (move ${current.sequence} at ${current.since}, ${whoAndWhy(current)}); nothing was written`,
  );
}

function resultOf({ model, alias }: NamedAlias, named: Alias) {
  const { version, previous, sequence, since, by, reason } = named;
  return { model, alias, version, previous, sequence, since, by, reason };
}

function whoAndWhy({ by, reason }: Alias): string {
  return `by ${printable(by)}: ${printable(reason)}`;
}

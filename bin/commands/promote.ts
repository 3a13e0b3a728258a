import type { Command } from 'commander';
import type { Alias } from '../../lib/contract/alias.ts';
import { DEFAULT_POLL_SECONDS } from '../../lib/contract/environment.ts';
import { examples, integer, name, shared } from '../options.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

interface PromoteOptions {
  readonly alias: string;
  readonly reason: string;
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
    .addOption(shared.reason('promoted by hand'))
    .addOption(shared.registry())
    .addOption(shared.json())
    .addHelpText('after', examples('weir promote wine-quality 2 --reason "better on red wines"'))
    .action(async (model: string, version: number, options: PromoteOptions) => {
      const { openRegistry } = await import('../registry.ts');
      const registry = openRegistry(options.registry ?? cli.config.registry);
      const { alias, reason } = options;
      const moved = await registry.moveAlias({ model, alias, version, by: cli.config.user, reason });
      reportMove(new Reporter(cli, options), model, alias, moved);
    });
}

/** Says what an alias names now, and when that will be served. */
export function reportMove(report: Reporter, model: string, alias: string, moved: Alias): void {
  const { version, previous, sequence, since, by, reason } = moved;
  report.result({ model, alias, version, previous, sequence, since, by, reason });
  const before = previous === null ? 'it named none before' : `it was ${previous}`;
  report.say(
    `${alias} of ${model} is version ${version} now (${before}; move ${sequence}, by ${by}: ${reason})`,
    `Running functions serve it within ${DEFAULT_POLL_SECONDS} s, unless they are set otherwise.`,
  );
}

import type { Command } from 'commander';
import { examples, name, shared } from '../options.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';
import { reportMove } from './promote.ts';

interface RollbackOptions {
  readonly alias: string;
  readonly reason: string;
  readonly again?: boolean;
  readonly registry?: string;
  readonly json?: boolean;
}

export function registerRollback(program: Command, cli: Cli): void {
  program
    .command('rollback')
    .description('put back the version that an alias named before its last move')
    .argument('<name>', 'the model', name)
    .addOption(shared.alias())
    .addOption(shared.reason('by hand'))
    .option('--again', 'also when the last move was a rollback: that undoes it')
    .addOption(shared.registry())
    .addOption(shared.json())
    .addHelpText('after', examples('weir rollback wine-quality --reason "confidence fell"'))
    .action((model: string, options: RollbackOptions) => rollback(model, options, cli));
}

async function rollback(model: string, options: RollbackOptions, cli: Cli): Promise<void> {
  const { currentAlias, openRegistry } = await import('../registry.ts');
  const { besideChampion } = await import('../gate/what-follows.ts');
  const { refuseRepeat, rollBack } = await import('../gate/roll-back.ts');
  const registry = openRegistry(options.registry ?? cli.config.registry);
  const report = new Reporter(cli, options);
  const { alias, reason, again = false } = options;
  const current = await currentAlias(registry, model, alias);
  refuseRepeat({ model, alias }, again, current);
  if (current !== undefined && current.previous !== null)
    report.say(`Rolling ${alias} of ${model} back from version ${current.version} to ${current.previous}`);
  const moved = await rollBack(registry, { model, alias, by: cli.config.user, reason, again }, current);
  reportMove(report, await besideChampion(registry, model, alias, moved), moved);
}

import type { Command } from 'commander';
import { examples, name, shared } from '../options.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';
import { reportMove } from './promote.ts';

interface RollbackOptions {
  readonly alias: string;
  readonly reason: string;
  readonly registry?: string;
  readonly json?: boolean;
}

export function registerRollback(program: Command, cli: Cli): void {
  program
    .command('rollback')
    .description('put back the version that an alias named before its last move')
    .argument('<name>', 'the model', name)
    .addOption(shared.alias())
    .addOption(shared.reason('rolled back by hand'))
    .addOption(shared.registry())
    .addOption(shared.json())
    .addHelpText('after', examples('weir rollback wine-quality --reason "confidence fell"'))
    .action(async (model: string, options: RollbackOptions) => {
      const { openRegistry } = await import('../registry.ts');
      const registry = openRegistry(options.registry ?? cli.config.registry);
      const { alias, reason } = options;
      const moved = await registry.rollback({ model, alias, by: cli.config.user, reason });
      reportMove(new Reporter(cli, options), model, alias, moved);
    });
}

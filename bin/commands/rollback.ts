import type { Command } from 'commander';
import type { Alias } from '../../lib/contract/alias.ts';
import { UserError } from '../../lib/contract/errors.ts';
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

/** Goes back from the very move that it looked at: whoever moves the alias meanwhile wins. */
async function rollback(model: string, options: RollbackOptions, cli: Cli): Promise<void> {
  const { currentAlias, openRegistry } = await import('../registry.ts');
  const { besideChampion } = await import('../gate/what-follows.ts');
  const { isRollback } = await import('../../lib/registry/alias-move.ts');
  const registry = openRegistry(options.registry ?? cli.config.registry);
  const report = new Reporter(cli, options);
  const { alias, reason, again = false } = options;
  const current = await currentAlias(registry, model, alias);
  if (current !== undefined && isRollback(current) && !again)
    throw new UserError(alreadyRolledBack(model, alias, current));
  if (current !== undefined && current.previous !== null)
    report.say(`Rolling ${alias} of ${model} back from version ${current.version} to ${current.previous}`);
  const expected = current === undefined ? {} : { expectSequence: current.sequence };
  const moved = await registry.rollback({ model, alias, by: cli.config.user, reason, ...expected });
  reportMove(report, await besideChampion(registry, model, alias, moved), moved);
}

function alreadyRolledBack(model: string, alias: string, last: Alias): string {
  const { by, since, previous, version, reason, sequence } = last;
  return (
    `${alias} of ${model} was rolled back already: ${by} went from version ${previous} to ${version} at ${since} ` +
    `(move ${sequence}, ${reason}), so a rollback now would put ${previous} back; ` +
    `give --again if you want that, or "weir promote ${model} <version>" for another`
  );
}

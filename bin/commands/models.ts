import { type Command, Option } from 'commander';
import type { AliasMove } from '../../lib/contract/alias.ts';
import { UserError } from '../../lib/contract/errors.ts';
import type { Manifest } from '../../lib/contract/manifest.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import { examples, shared } from '../options.ts';
import { interval, minute, plural } from '../terminal/format.ts';
import { printable } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';
import { type Cli, Reporter } from '../terminal/terminal.ts';

interface ModelsOptions {
  readonly registry?: string;
  readonly history?: boolean;
  readonly json?: boolean;
}

export function registerModels(program: Command, cli: Cli): void {
  program
    .command('models')
    .description('list the models of a registry, or the versions of one')
    .argument('[name]', 'a model')
    .addOption(shared.registry())
    .addOption(new Option('--history', 'the moves of its aliases instead, newest first'))
    .addOption(shared.json())
    .addHelpText('after', examples('weir models', 'weir models wine-quality --history'))
    .action(async (name: string | undefined, options: ModelsOptions) => {
      const { openRegistry } = await import('../registry.ts');
      const registry = openRegistry(options.registry ?? cli.config.registry);
      const report = new Reporter(cli, options);
      if (name === undefined) await listModels(registry, report);
      else if (options.history) await listMoves(registry, name, report, cli.stdout.columns ?? 120);
      else await listVersions(registry, name, report);
    });
}

async function listModels(registry: ModelRegistry, report: Reporter): Promise<void> {
  const names = await registry.models();
  const models = await Promise.all(
    names.map(async (model) => ({
      model,
      versions: (await registry.versions(model)).length,
      champion: (await registry.aliases(model)).champion?.version ?? null,
    })),
  );
  report.result({ registry: registry.store.location, models });
  if (models.length === 0) {
    report.say(`No models in ${registry.store.location}. Make one with "weir train" or "weir publish".`);
    return;
  }
  const rows = models.map(({ model, versions, champion }) => [model, versions, champion ?? 'none']);
  report.say(...table(['model', 'versions', 'champion'], rows));
}

async function listVersions(registry: ModelRegistry, model: string, report: Reporter): Promise<void> {
  const numbers = await registry.versions(model);
  if (numbers.length === 0) await refuseUnknown(registry, model);
  const aliases = await registry.aliases(model);
  const aliasesOf = (version: number): string[] =>
    Object.keys(aliases).filter((alias) => aliases[alias]?.version === version);
  const manifests = await Promise.all(numbers.map((version) => registry.manifest(model, version)));
  report.result({
    registry: registry.store.location,
    model,
    versions: manifests.map((manifest) => ({ ...summary(manifest), aliases: aliasesOf(manifest.version) })),
  });
  const rows = manifests.map((manifest) => [
    manifest.version,
    headline(manifest),
    minute(manifest.createdAt),
    manifest.trainer,
    aliasesOf(manifest.version).join(', '),
  ]);
  report.say(...table(['version', 'on the holdout (95% interval)', 'created (UTC)', 'by', 'aliases'], rows));
  report.say('', `${plural(rows.length, 'version')} of ${model} in ${registry.store.location}`);
}

async function listMoves(
  registry: ModelRegistry,
  model: string,
  report: Reporter,
  width: number,
): Promise<void> {
  const aliases = await registry.aliases(model);
  if (Object.keys(aliases).length === 0) await refuseUnknown(registry, model);
  report.result({ registry: registry.store.location, model, aliases });
  const tables = Object.entries(aliases).map(([alias, { moves }]) => [alias, ...moveTable(moves, width), '']);
  for (const lines of tables) report.say(...lines);
  if (tables.flat().some((line) => line.endsWith('…')))
    report.say('Reasons that are cut are whole with --json');
}

const LEAST_REASON = 20;

/** The reasons take what the terminal has left, but something of them is always shown. */
function moveTable(moves: readonly AliasMove[], width: number): string[] {
  const header = ['move', 'version', 'at (UTC)', 'by'];
  const rows = moves.map(({ sequence, previous, version, since, by }) => [
    sequence,
    `${previous ?? 'none'} to ${version}`,
    minute(since),
    printable(by),
  ]);
  const taken = table(header, rows).reduce((most, line) => Math.max(most, line.length), 0);
  const left = Math.max(width - taken - 2, LEAST_REASON);
  return table(
    [...header, 'reason'],
    rows.map((row, at) => [...row, cut(printable(moves[at]!.reason), left)]),
  );
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}

async function refuseUnknown(registry: ModelRegistry, model: string): Promise<void> {
  const names = await registry.models();
  if (names.includes(model)) return;
  const known = names.length === 0 ? 'it holds none yet' : `it holds ${names.join(', ')}`;
  throw new UserError(
    `there is no model ${model} in ${registry.store.location}; ${known}. Make one with "weir train" or "weir publish".`,
  );
}

/** What a machine wants to know of a version; the rest is in its manifest. */
function summary(manifest: Manifest) {
  const { version, createdAt, trainer, metrics, hyperparameters } = manifest;
  return { version, createdAt, trainer, metrics, hyperparameters };
}

/** The accuracy of a classifier; of anything else the first metric, by its name. */
function headline({ metrics }: Manifest): string {
  const name = 'accuracy' in metrics ? 'accuracy' : Object.keys(metrics)[0];
  return name === undefined ? 'not judged' : `${name} ${interval(metrics[name])}`;
}

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { CHAMPION } from '../../lib/contract/alias.ts';
import { UserError } from '../../lib/contract/errors.ts';
import { type GoldenRecord, goldenSchema } from '../../lib/contract/golden.ts';
import type { Manifest } from '../../lib/contract/manifest.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import { loadTable, syntheticWine } from '../../training/data/load.ts';
import { readProblem } from '../../training/data/problem.ts';
import type { Table } from '../../training/data/table.ts';
import { WINE } from '../../training/data/wine.ts';
import { type Config, DEFAULT_MODEL } from '../config.ts';
import { aliasVersion } from '../registry.ts';
import { dataPlaces } from '../stack/data-places.ts';
import type { Reporter } from '../terminal/terminal.ts';
import { type FeatureSource, madeUpSource, rowsAsSource } from './good-records.ts';

/** What a load needs to know of its model. */
export interface LoadModel {
  /** The version that the champion is; undefined: there is none, and records will wait for one. */
  readonly champion: number | undefined;
  readonly signature: Signature;
  readonly source: FeatureSource;
  /** What the reader should know of it. */
  readonly remarks: readonly string[];
}

/**
 * Finds out what records of a model look like: by its champion, else by its newest version, else, of the wine
 * model, by the data. Good records are rows of real data where they fit the signature, else made up.
 * @throws UserError when nothing says what a record looks like
 */
export async function prepareLoad(
  registry: ModelRegistry,
  model: string,
  config: Config,
  report: Reporter,
): Promise<LoadModel> {
  const champion = await aliasVersion(registry, model, CHAMPION);
  const version = champion ?? (await registry.versions(model)).at(-1);
  const none = `${model} has no champion in ${registry.store.location}, the registry of this command`;
  const waiting = `${none}: if the stack uses the same one, records wait until one is promoted, and count as missing when that takes too long. The stack may use another: name it with --registry.`;
  const remarks = champion === undefined ? [waiting] : [];
  if (version === undefined)
    return { ...(await withoutVersion(model, config, report, none)), champion, remarks };
  const manifest = await registry.manifest(model, version);
  const { signature } = manifest;
  const table = await tableFor(signature, config, report);
  const rows = table && rowsAsSource(table, signature);
  const source = rows ?? madeUpSource(signature, await goldenOf(registry, manifest));
  return { champion, signature, source, remarks };
}

/** Before its first training, the wine model's records are those that `weir train` would learn from. */
async function withoutVersion(
  model: string,
  config: Config,
  report: Reporter,
  none: string,
): Promise<Pick<LoadModel, 'signature' | 'source'>> {
  const table = model === DEFAULT_MODEL ? await tableAtHand(config, report) : undefined;
  const signature = table && readProblem(table, {}).signature;
  const source = signature && rowsAsSource(table, signature);
  if (signature !== undefined && source !== undefined) return { signature, source };
  throw new UserError(
    `${none}, and no version either, so nothing says what a record of it looks like; expected a model that "weir models" lists: publish it with "weir publish", name another with --model, or the registry of the stack with --registry`,
  );
}

/** The data that are at hand; for a model that is not of wine, the file that WEIR_DATA names alone. */
async function tableFor(signature: Signature, config: Config, report: Reporter): Promise<Table | undefined> {
  const ofWine = signature.features.every(({ name }) => (WINE.columns as readonly string[]).includes(name));
  return ofWine || config.data !== undefined ? tableAtHand(config, report) : undefined;
}

/** WEIR_DATA, else the wine data from the cache, else the synthetic set: a load downloads nothing. */
async function tableAtHand(config: Config, report: Reporter): Promise<Table> {
  const places = dataPlaces(config);
  const isCached = await access(join(places.cacheDirectory!, WINE.fileName)).then(
    () => true,
    () => false,
  );
  if (config.data === undefined && !isCached) return syntheticWine();
  return loadTable(places, (message) => report.note(`  ${message}`));
}

async function goldenOf(registry: ModelRegistry, manifest: Manifest): Promise<readonly GoldenRecord[]> {
  const bytes = await registry.artifact(manifest.artifacts.golden);
  return goldenSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))).records;
}

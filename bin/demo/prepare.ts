import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reasonOf, UserError } from '../../lib/contract/errors.ts';
import type { Manifest } from '../../lib/contract/manifest.ts';
import { type Holdout, loadHoldout } from '../../training/main.ts';
import type { Config } from '../config.ts';
import { aliasVersion, openRegistry } from '../registry.ts';
import { dataPlaces } from '../stack/data-places.ts';
import { trainWithProgress } from '../stack/train-champion.ts';
import type { Reporter } from '../terminal/terminal.ts';

/** What the demo runs on: a champion, and the rows that it was judged by. */
export interface DemoModel {
  /** The place of the registry that holds it. */
  readonly registry: string;
  readonly manifest: Manifest;
  readonly holdout: Holdout;
  /** Removes what was made for the demo alone. */
  dispose(): Promise<void>;
}

export interface PrepareOptions {
  readonly registry: string;
  readonly model: string;
  /** A CSV file; undefined: training finds its own way to the data. */
  readonly data: string | undefined;
  readonly signal: AbortSignal;
  /** What a champion lacks that the demo needs, in words; undefined when it has all. Default: nothing is needed. */
  readonly lacks?: (manifest: Manifest) => string | undefined;
}

const CHAMPION_STAYS = 'The champion stays; the demo trains a model of its own on the data at hand.';

/**
 * Finds the champion and its holdout. Without a champion one is trained, as `weir train` does. A champion of
 * other data than those at hand stays what it is: the demo then trains one for itself in a registry of its own.
 */
export async function prepareDemo(
  options: PrepareOptions,
  config: Config,
  report: Reporter,
): Promise<DemoModel> {
  const { model, registry: place } = options;
  const registry = openRegistry(place);
  const version = await aliasVersion(registry, model, 'champion');
  if (version === undefined) {
    report.say(`${model} has no champion in ${place}: training one`);
    return trained(place, options, config, report);
  }
  const manifest = await registry.manifest(model, version);
  const lack = options.lacks?.(manifest);
  if (lack !== undefined) {
    report.say(`Version ${version} of ${model} in ${place} ${lack}.`, CHAMPION_STAYS);
    return trainedForItself(options, config, report);
  }
  try {
    const holdout = await findHoldout(manifest, options, config, report);
    report.say(
      `The champion of ${model} in ${place} is version ${version}; its holdout is from ${holdout.source}`,
    );
    return { registry: place, manifest, holdout, dispose: async () => {} };
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown;
    report.say(reasonOf(thrown), CHAMPION_STAYS);
    return trainedForItself(options, config, report);
  }
}

async function trained(
  place: string,
  options: PrepareOptions,
  config: Config,
  report: Reporter,
): Promise<DemoModel> {
  const { model: name, data, signal } = options;
  const registry = openRegistry(place);
  const { manifest } = await trainWithProgress({ registry, name, data, signal }, config, report);
  const holdout = await findHoldout(manifest, options, config, report);
  return { registry: place, manifest, holdout, dispose: async () => {} };
}

async function trainedForItself(
  options: PrepareOptions,
  config: Config,
  report: Reporter,
): Promise<DemoModel> {
  const place = await mkdtemp(join(tmpdir(), 'weir-demo-registry-'));
  const dispose = () => rm(place, { recursive: true, force: true });
  try {
    return { ...(await trained(place, options, config, report)), dispose };
  } catch (thrown) {
    await dispose();
    throw thrown;
  }
}

/** Data that were named go before the synthetic set, though the champion may have been trained on that. */
function findHoldout(
  manifest: Manifest,
  { data }: PrepareOptions,
  config: Config,
  report: Reporter,
): Promise<Holdout> {
  const places = { ...dataPlaces(config), data: data ?? config.data };
  return loadHoldout(manifest, places, (message) => report.note(`  ${message}`));
}

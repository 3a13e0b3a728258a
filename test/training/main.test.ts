import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../lib/contract/errors.ts';
import type { Manifest } from '../../lib/contract/manifest.ts';
import { openOnnxSession } from '../../lib/model/adapters/onnx-session.ts';
import { readRows } from '../../lib/model/golden-check.ts';
import type { ClassificationOutput } from '../../lib/model/session.ts';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import { ModelRegistry } from '../../lib/registry/registry.ts';
import { syntheticWine } from '../../training/data/load.ts';
import { loadHoldout, type TrainOptions, type TrainProgress, train } from '../../training/main.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { namedCsv, smallWineCsv } from './tables.ts';

interface Workshop {
  readonly registry: ModelRegistry;
  readonly data: string;
}

async function workshop(csv = smallWineCsv(400)): Promise<Workshop> {
  const directory = await temporaryDirectory();
  const data = join(directory, 'rows.csv');
  await writeFile(data, csv);
  return { registry: new ModelRegistry(openStore(join(directory, 'registry'))), data };
}

const quick: Pick<TrainOptions, 'by' | 'hyperparameters' | 'gateLimits'> = {
  by: 'a test',
  // Latencies are the gate's own tests' business.
  gateLimits: { measureMs: 20, latencyRatio: 1_000 },
  hyperparameters: { C: 1, gamma: 0.5 },
};

/** The share of the holdout that the published model, run on the records as sent, labels correctly. */
async function servedAccuracy({ registry, data }: Workshop, manifest: Manifest): Promise<number> {
  const { signature, runtime, artifacts } = manifest;
  const { records, labels } = await loadHoldout(manifest, { data });
  const rows = readRows(signature, records) as Float32Array;
  const session = await openOnnxSession(await registry.artifact(artifacts.model), {
    signature,
    runtime,
    threads: 1,
  });
  const output = (await session.run(rows, records.length)) as ClassificationOutput;
  await session.release();
  const hits = labels.filter((label, row) => signature.classes[output.labels[row]!] === label).length;
  return hits / labels.length;
}

describe('train', () => {
  it('publishes a version that says how it was made and how good it is, and makes it the champion', async () => {
    const shop = await workshop();
    const result = await train({ ...shop, ...quick });
    const { manifest } = result;
    expect(manifest).toMatchObject({
      model: 'wine-quality',
      version: 1,
      trainer: 'weir train (svm)',
      hyperparameters: { C: 1, gamma: 0.5 },
      signature: {
        featuresKey: 'wine_features',
        carriedKeys: ['customer_id'],
        predictionKey: 'wine_quality',
        classes: [5, 6, 7, 8],
      },
      dataset: { rows: 400, target: 'quality', split: { seed: 42, holdoutShare: 0.2 } },
      runtime: { chunkRows: 512, labelTensor: 'label', probabilityTensor: 'probabilities' },
    });
    expect(manifest.metrics.accuracy!.value).toBeGreaterThan(0.5);
    expect(manifest.confusionMatrix!.flat().reduce((a, b) => a + b)).toBe(
      manifest.dataset!.split!.holdoutRows,
    );
    expect(result.agreement).toMatchObject({
      labelsDiffering: 0,
      rows: manifest.dataset!.split!.holdoutRows,
    });
    const profile = (await shop.registry.profile(manifest))!;
    expect(profile.counts.rows).toBe(manifest.dataset!.split!.trainRows);
    expect(profile.performance!.value).toBe(manifest.metrics.accuracy!.value);
    expect(result.champion).toMatchObject({ version: 1, by: 'a test', reason: /accuracy 0\.\d+/ });
    expect((await shop.registry.alias('wine-quality', 'champion')) as object).toMatchObject({
      alias: { version: 1 },
    });
  });

  it('makes the same model again from the same data', async () => {
    const shop = await workshop();
    const first = await train({ ...shop, ...quick });
    const second = await train({ ...shop, ...quick });
    expect(second.manifest.version).toBe(2);
    expect(second.manifest.artifacts.model.sha256).toBe(first.manifest.artifacts.model.sha256);
    expect(second.manifest.artifacts.profile!.sha256).toBe(first.manifest.artifacts.profile!.sha256);
    expect(second.manifest.metrics).toEqual(first.manifest.metrics);
  });

  it('leaves the champion alone when told to', async () => {
    const shop = await workshop();
    const { champion } = await train({ ...shop, ...quick, promote: false });
    expect(champion).toBeUndefined();
    expect(await shop.registry.alias('wine-quality', 'champion')).toBeUndefined();
  });

  it('leaves a champion in its place that is better, says why, and gives way to a reason', async () => {
    const shop = await workshop();
    await train({ ...shop, ...quick });
    // A kernel so narrow that no row is like another: every answer is the commonest class.
    const worse = { ...shop, ...quick, hyperparameters: { C: 1, gamma: 1e4 } };
    const refused = await train(worse);
    expect(refused.champion).toBeUndefined();
    expect(refused.verdict).toMatchObject({ promote: false, mode: 'non-inferior', reason: /accuracy/ });
    expect(refused.verdict!.checks.find(({ check }) => check === 'reference')).toMatchObject({
      outcome: 'reported',
      reason: 'its data are like those of the champion, version 1',
    });
    const forced = await train({ ...worse, force: 'a rehearsal' });
    expect(forced.champion).toMatchObject({ version: 3, reason: /^forced: a rehearsal \(gate: / });
  });

  it('tells what it does, in order and ever further', async () => {
    const events: TrainProgress[] = [];
    const { durationsMs } = await train({ ...(await workshop()), ...quick }, (event) => events.push(event));
    const stages = [...new Set(events.map(({ stage }) => stage))];
    expect(stages).toEqual([
      'data',
      'features',
      'fit',
      'export',
      'evaluate',
      'profile',
      'publish',
      'promote',
    ]);
    expect(Object.keys(durationsMs)).toEqual(stages);
    const fractions = events.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  });

  it('takes other data: named classes, chosen columns, keys of one’s own', async () => {
    const shop = await workshop(namedCsv(300));
    const { manifest } = await train({
      ...shop,
      ...quick,
      name: 'taste',
      features: 'alcohol,sulphates',
      featuresKey: null,
      carriedKeys: ['id'],
    });
    expect(manifest.signature).toMatchObject({
      featuresKey: null,
      carriedKeys: ['id'],
      predictionKey: 'taste',
      features: [{ name: 'alcohol' }, { name: 'sulphates' }],
      classes: ['fair', 'good', 'poor'],
    });
    expect(await servedAccuracy(shop, manifest)).toBe(manifest.metrics.accuracy!.value);
  });

  it.each<[string, Partial<TrainOptions>, RegExp]>([
    ['an unknown target', { target: 'colour' }, /no column "colour" to predict; .*fixed acidity/],
    ['an unknown feature', { features: 'alcohol,colour' }, /no feature "colour"; its features are: fixed/],
    ['the target as a feature', { features: 'quality' }, /no feature "quality"/],
    ['hyperparameters out of range', { hyperparameters: { C: -1 } }, /C is -1; expected/],
    ['a file that is not there', { data: 'nowhere.csv' }, /nowhere.csv, which cannot be read/],
  ])('refuses %s and publishes nothing', async (_, options, message) => {
    const shop = await workshop();
    const training = train({ ...shop, ...quick, ...options });
    await expect(training).rejects.toThrow(UserError);
    await expect(training).rejects.toThrow(message);
    expect(await shop.registry.models()).toEqual([]);
  });

  it('wants a name for a model of data it does not know', async () => {
    const shop = await workshop(namedCsv(60));
    await expect(train({ ...shop, ...quick })).rejects.toThrow(/name the model with --name/);
  });

  it('names the line and the column of text among the features', async () => {
    const lines = smallWineCsv(60).split('\n');
    lines[7] = lines[7]!.replace(/^[^;]+/, 'much');
    const shop = await workshop(lines.join('\n'));
    await expect(train({ ...shop, ...quick, features: 'all' })).rejects.toThrow(
      /rows.csv line 8, column "fixed acidity": "much" is not a number.*--features/,
    );
  });

  it('publishes nothing once it was interrupted', async () => {
    const shop = await workshop();
    const stop = new AbortController();
    const training = train({ ...shop, ...quick, signal: stop.signal }, ({ stage }) => {
      if (stage === 'evaluate') stop.abort(new Error('Ctrl-C'));
    });
    await expect(training).rejects.toThrow('Ctrl-C');
    expect(await shop.registry.models()).toEqual([]);
  });
});

describe('training without data or network', () => {
  it('goes on with the synthetic set, says so, and leaves a champion of real data where it is', async () => {
    const directory = await temporaryDirectory();
    const shop = await workshop();
    await train({ ...shop, ...quick });
    const told: string[] = [];
    // Nobody listens on port 1 of the loopback interface.
    const known = { url: 'http://127.0.0.1:1/wine.csv', sha256: '0', bytes: 0 };
    const result = await train(
      { ...quick, hyperparameters: {}, registry: shop.registry, cacheDirectory: directory, known },
      ({ message }) => told.push(message),
    );
    expect(result).toMatchObject({
      synthetic: true,
      features: ['alcohol', 'volatile acidity', 'sulphates'],
      dataset: { rows: 4898, split: { trainRows: 3918, holdoutRows: 980 } },
      agreement: { rows: 980, labelsDiffering: 0 },
    });
    expect(result.dataset.source).toMatch(/synthetic/);
    expect(result.manifest.version).toBe(2);
    expect(result.champion).toBeUndefined();
    expect((await shop.registry.aliases('wine-quality')).champion).toMatchObject({ version: 1 });
    expect(told.join('\n')).toMatch(/SYNTHETIC/);
    expect(result.evaluation.metrics.accuracy!.low).toBeGreaterThan(0.5);
  });
});

describe('loadHoldout', () => {
  it('finds the rows again, so that the served accuracy is the manifest’s', async () => {
    const shop = await workshop();
    const { manifest } = await train({ ...shop, ...quick, seed: 7 });
    expect(await servedAccuracy(shop, manifest)).toBe(manifest.metrics.accuracy!.value);
  });

  it('gives records with the very numbers of the file, and their lines', async () => {
    const shop = await workshop();
    const { manifest } = await train({ ...shop, ...quick });
    const { records, lines, labels } = await loadHoldout(manifest, { data: shop.data });
    const [header, ...rows] = (await readFile(shop.data, 'utf8')).trimEnd().split('\n');
    const columns = header!.replaceAll('"', '').split(';');
    records.forEach((record, index) => {
      const cells = rows[lines[index]! - 2]!.split(';');
      const features = record.wine_features as Record<string, number>;
      for (const [name, value] of Object.entries(features))
        expect(value).toBe(Number(cells[columns.indexOf(name)]));
      expect(labels[index]).toBe(Number(cells.at(-1)));
    });
  });

  it('refuses data other than those the version was trained on, and says what to do', async () => {
    const shop = await workshop();
    const { manifest } = await train({ ...shop, ...quick });
    await writeFile(shop.data, smallWineCsv(401));
    const loading = loadHoldout(manifest, { data: shop.data });
    await expect(loading).rejects.toThrow(UserError);
    await expect(loading).rejects.toThrow(/was trained on rows.csv .*Name the file .*--data/);
  });

  it('finds synthetic rows again whatever data the environment names', async () => {
    const shop = await workshop();
    const { manifest } = await train({ ...shop, ...quick });
    const synthetic = { ...manifest, dataset: { ...manifest.dataset!, sha256: syntheticWine().sha256 } };
    const holdout = await loadHoldout(synthetic, { environmentData: shop.data });
    expect(holdout.synthetic).toBe(true);
    expect(holdout.records).toHaveLength(980);
  });

  it('refuses a version that was not trained here', async () => {
    const shop = await workshop();
    const { manifest } = await train({ ...shop, ...quick });
    const { dataset: _, ...published } = manifest;
    await expect(loadHoldout(published, { data: shop.data })).rejects.toThrow(
      /Use a version made by weir train/,
    );
  });
});

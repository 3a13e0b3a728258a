/**
 * Writes sklearn-forest.json: the holdout accuracy of scikit-learn's default random forest on our own stratified
 * splits of the wine data, seeds 0 to 9, three features and all eleven. A search is held to their mean.
 *
 *   WEIR_DATA=winequality-white.csv node test/bench/training/sklearn-forest.ts && npm run format
 *
 * Exits with 77 where Python or scikit-learn cannot be had.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DATA_ENV } from '../../../lib/contract/environment.ts';
import { loadTable } from '../../../training/data/load.ts';
import { type Problem, readProblem } from '../../../training/data/problem.ts';
import { DEFAULT_SPLIT, stratifiedSplit } from '../../../training/data/split.ts';
import { exitWithoutPeers, startPeer } from './peers.ts';
import { plainRows } from './plain-rows.ts';

const OUTPUT = join(import.meta.dirname, 'sklearn-forest.json');
const SEEDS = Array.from({ length: 10 }, (_, seed) => seed);

interface Answer {
  readonly versions: Readonly<Record<string, string>>;
  readonly accuracies: readonly number[];
}

const table = await loadTable({ environmentData: process.env[DATA_ENV] });
if (table.synthetic)
  throw new Error(`the figures are for the true wine data: name the file with ${DATA_ENV}`);
const peer = await exitWithoutPeers(() => startPeer('forest_holdout.py', 2));
const three = await measure('3');
const eleven = await measure('all');
await peer.end();
const figures = {
  what: 'holdout accuracy of RandomForestClassifier(random_state=seed), all else default, by split seed 0 to 9',
  data: { source: table.source, sha256: table.sha256 },
  holdoutShare: DEFAULT_SPLIT.holdoutShare,
  versions: three.versions,
  features: { 3: summary(three), 11: summary(eleven) },
};
await writeFile(OUTPUT, `${JSON.stringify(figures, null, 2)}\n`);
console.log(JSON.stringify(figures));

function measure(features: string): Promise<Answer> {
  const problem = readProblem(table, { features });
  return peer.ask(taskOf(problem));
}

function taskOf({ rows, target }: Problem) {
  if (!('labels' in target)) throw new Error('wine qualities are classes');
  return {
    rows: plainRows(rows),
    labels: [...target.labels],
    splits: SEEDS.map((seed) => {
      const { train, holdout } = stratifiedSplit(target.labels, { ...DEFAULT_SPLIT, seed });
      return { seed, train: [...train], holdout: [...holdout] };
    }),
  };
}

function summary({ accuracies }: Answer) {
  const mean = accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length;
  return { accuracies, mean };
}

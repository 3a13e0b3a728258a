/**
 * Fits every family and its peer of scikit-learn in turns, on the same rows with the same hyperparameters, iterations
 * and two threads, and holds the ratio of their times, their held-out accuracy and the agreement of our graphs to
 * their targets. Each round has another split and seed.
 *
 *   node test/bench/training/main.ts [--rounds 5] [--only MLP]
 *
 * WEIR_DATA names the wine data; without it they are fetched, or made up. The last line is JSON. Exits with 1 when a
 * target is missed, with 77 where scikit-learn cannot be had. Takes two minutes.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { DATA_ENV } from '../../../lib/contract/environment.ts';
import { loadTable } from '../../../training/data/load.ts';
import { readProblem } from '../../../training/data/problem.ts';
import { DEFAULT_SPLIT, stratifiedSplit } from '../../../training/data/split.ts';
import { CONTESTS } from './contests.ts';
import { exitWithoutPeers, startPeer } from './peers.ts';
import { plainRows } from './plain-rows.ts';
import { type Classified, playRound, type Round, THREADS } from './round.ts';
import { isGood, lineOf, type Summary, summarise } from './summary.ts';

const { values: flags } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, only: { type: 'string', default: '' } },
});
const contests = CONTESTS.filter(({ name }) => name.includes(flags.only));
const peer = await exitWithoutPeers(() => startPeer('fit.py', THREADS));
const { data, source } = await readData();
const { versions } = await peer.ask<{ versions: Record<string, string> }>({
  rows: plainRows(data.rows),
  labels: [...data.labels],
});
console.log(
  `${source}, ${availableParallelism()} cores, Node ${process.version}, ${JSON.stringify(versions)}`,
);
const summaries = await playAll(Number(flags.rounds));
await peer.end();
const missed = summaries.filter((summary) => !isGood(summary));
console.log(`${summaries.length - missed.length} of ${summaries.length} families as they should be`);
console.log(JSON.stringify({ versions, rounds: Number(flags.rounds), summaries }));
process.exitCode = missed.length === 0 && summaries.length > 0 ? 0 : 1;

async function readData(): Promise<{ data: Classified; source: string }> {
  const table = await loadTable({ environmentData: process.env[DATA_ENV] }, (message) =>
    process.stderr.write(`${message}\n`),
  );
  const { rows, target } = readProblem(table, { features: 'all' });
  if (!('labels' in target)) throw new Error('wine qualities are classes');
  return { data: { rows, labels: target.labels, classes: target.classes }, source: table.source };
}

/** One family after the other, so that each has the machine's caches as it would have them by itself. */
async function playAll(count: number): Promise<Summary[]> {
  const summaries: Summary[] = [];
  for (const contest of contests) {
    const rounds: Round[] = [];
    for (let seed = 0; seed < count; seed++) {
      const split = stratifiedSplit(data.labels, { ...DEFAULT_SPLIT, seed });
      rounds.push(await playRound(contest, data, split, peer, seed));
    }
    const summary = summarise(contest, rounds);
    console.log(lineOf(summary));
    summaries.push(summary);
  }
  return summaries;
}

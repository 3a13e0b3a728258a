import type { ClassLabel } from '../../../lib/contract/signature.ts';
import type { Split } from '../../../training/data/split.ts';
import {
  type ClassAnswers,
  type ClassifiedRows,
  type FeatureRows,
  takeRows,
} from '../../../training/trainers/trainer.ts';
import { graphAgreement, outliersOf } from '../../training/trainers/support/graph-agreement.ts';
import type { Contest } from './contests.ts';
import type { Peer } from './peers.ts';

/** What both sides may keep busy. */
export const THREADS = 2;

/** One side's fit: its time, and how many of the held-out rows it labels right. */
export interface Fit {
  readonly seconds: number;
  readonly accuracy: number;
}

/** How far our exported graph is from its trainer, on the held-out rows and on outliers. */
export interface WorstAgreement {
  readonly rows: number;
  readonly otherLabels: number;
  readonly largestDifference: number;
}

export interface Round {
  readonly ours: Fit;
  readonly theirs: Fit;
  readonly agreement: WorstAgreement;
}

/** All rows of the data and what they are; each round splits them anew. */
export interface Classified {
  readonly rows: FeatureRows;
  readonly labels: Int32Array;
  readonly classes: readonly ClassLabel[];
}

/** Fits both sides to the same rows, one after the other. @param seed of both; an odd one lets the peer begin */
export async function playRound(
  contest: Contest,
  data: Classified,
  split: Split,
  peer: Peer,
  seed: number,
): Promise<Round> {
  const ask = () => askPeer(contest, split, peer, seed);
  const early = seed % 2 === 1 ? await ask() : undefined;
  const { fit: ours, agreement } = await fitOurs(contest, data, split, seed);
  return { ours, agreement, theirs: early ?? (await ask()) };
}

function askPeer({ trainer, hyperparameters }: Contest, split: Split, peer: Peer, seed: number) {
  return peer.ask<Fit>({
    ...hyperparameters,
    model: trainer.name,
    seed,
    threads: THREADS,
    train: [...split.train],
    holdout: [...split.holdout],
  });
}

async function fitOurs(
  { trainer, hyperparameters }: Contest,
  { rows, labels, classes }: Classified,
  { train, holdout }: Split,
  seed: number,
): Promise<{ fit: Fit; agreement: WorstAgreement }> {
  const given: ClassifiedRows = {
    ...takeRows(rows, train),
    labels: train.map((row) => labels[row]!),
    classes: classes.length,
  };
  const started = performance.now();
  const fitted = await trainer.fit(given, hyperparameters, { seed, threads: THREADS });
  const seconds = (performance.now() - started) / 1000;
  const asked = takeRows(rows, holdout);
  const answers = fitted.predict(asked) as ClassAnswers;
  const hits = holdout.filter((row, at) => answers.labels[at] === labels[row]).length;
  const agreements = [
    await graphAgreement(fitted, asked, classes),
    await graphAgreement(fitted, outliersOf(given), classes),
  ];
  return {
    fit: { seconds, accuracy: hits / holdout.length },
    agreement: {
      rows: agreements.reduce((sum, { rows: count }) => sum + count, 0),
      otherLabels: agreements.reduce((sum, { otherLabels }) => sum + otherLabels, 0),
      largestDifference: Math.max(...agreements.map(({ largestDifference }) => largestDifference)),
    },
  };
}

import { PROBABILITY_TOLERANCE } from '../../../lib/contract/golden.ts';
import type { Contest } from './contests.ts';
import type { Round, WorstAgreement } from './round.ts';

/** A contest's figures over all rounds, and whether each is as it should be. */
export interface Summary {
  readonly name: string;
  /** Medians. */
  readonly seconds: { readonly ours: number; readonly theirs: number };
  /** The median of each round's ratio. */
  readonly ratio: number;
  readonly target: number | null;
  readonly isFast: boolean;
  readonly accuracy: { readonly ours: Spread; readonly theirs: Spread };
  /** Our mean is no further below theirs than seeds scatter. */
  readonly isAccurate: boolean;
  readonly agreement: WorstAgreement;
  readonly agrees: boolean;
}

/** Over seeds. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

export function summarise({ name, target }: Contest, rounds: readonly Round[]): Summary {
  const seconds = {
    ours: median(rounds.map(({ ours }) => ours.seconds)),
    theirs: median(rounds.map(({ theirs }) => theirs.seconds)),
  };
  const ratio = median(rounds.map(({ ours, theirs }) => ours.seconds / theirs.seconds));
  const accuracy = {
    ours: spreadOf(rounds.map(({ ours }) => ours.accuracy)),
    theirs: spreadOf(rounds.map(({ theirs }) => theirs.accuracy)),
  };
  const scatter = Math.max(accuracy.ours.deviation, accuracy.theirs.deviation);
  const agreement = worst(rounds.map((round) => round.agreement));
  return {
    name,
    seconds,
    ratio,
    target: target ?? null,
    isFast: target === undefined || ratio <= target,
    accuracy,
    isAccurate: accuracy.ours.mean >= accuracy.theirs.mean - scatter,
    agreement,
    agrees: agreement.otherLabels === 0 && agreement.largestDifference <= PROBABILITY_TOLERANCE,
  };
}

export function isGood({ isFast, isAccurate, agrees }: Summary): boolean {
  return isFast && isAccurate && agrees;
}

/** A contest as a line for people. */
export function lineOf(summary: Summary): string {
  const { name, seconds, ratio, target, accuracy, agreement } = summary;
  const speed = target === null ? 'told only' : `≤ ${target}: ${summary.isFast ? 'met' : 'NOT MET'}`;
  return [
    `${name}: ${ratio.toFixed(2)} × (${speed}), ${seconds.ours.toFixed(2)} s ÷ ${seconds.theirs.toFixed(2)} s`,
    `    held-out accuracy ${spread(accuracy.ours)} against ${spread(accuracy.theirs)}: ` +
      (summary.isAccurate ? 'within the spread of the seeds, or better' : 'WORSE than the seeds scatter'),
    `    trainer and graph on ${agreement.rows} rows: ${agreement.otherLabels} labels differ, probabilities by ` +
      `${agreement.largestDifference.toExponential(1)}: ${summary.agrees ? 'agree' : 'DISAGREE'}`,
  ].join('\n');
}

function spread({ mean, deviation }: Spread): string {
  return `${mean.toFixed(4)} ± ${deviation.toFixed(4)}`;
}

function worst(agreements: readonly WorstAgreement[]): WorstAgreement {
  return {
    rows: agreements.reduce((sum, { rows }) => sum + rows, 0),
    otherLabels: agreements.reduce((sum, { otherLabels }) => sum + otherLabels, 0),
    largestDifference: Math.max(...agreements.map(({ largestDifference }) => largestDifference)),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(values.length - 1, 1)) };
}

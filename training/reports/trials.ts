import type { Direction } from '../samplers/sampler.ts';
import type { Trial } from '../study/trial.ts';
import type { SearchReport } from './report-input.ts';
import { metricName } from './words.ts';

/** A trial with a value. */
export type CompleteTrial = Trial & { readonly value: number };

/** A study as its pictures need it. */
export interface StudyView {
  /** As people write it, safe to show. */
  readonly metric: string;
  readonly direction: Direction;
  /** Ascending by number, without those of earlier studies. */
  readonly trials: readonly Trial[];
  readonly complete: readonly CompleteTrial[];
  /** The best one; undefined when none is complete. */
  readonly best: CompleteTrial | undefined;
}

export function viewOf({ definition, trials }: SearchReport): StudyView {
  const { metric, direction } = definition.objective;
  const own = trials.filter(({ number }) => number >= 0).toSorted((a, b) => a.number - b.number);
  const complete = own.filter(isComplete);
  return {
    metric: metricName(metric),
    direction,
    trials: own,
    complete,
    best: bestFirst(complete, direction)[0],
  };
}

function isComplete(trial: Trial): trial is CompleteTrial {
  return trial.state === 'complete' && trial.value !== null && Number.isFinite(trial.value);
}

/** Of equal values the earlier trial comes first. */
export function bestFirst<T extends CompleteTrial>(trials: readonly T[], direction: Direction): T[] {
  const sign = direction === 'maximize' ? -1 : 1;
  return trials.toSorted((a, b) => sign * (a.value - b.value) || a.number - b.number);
}

/** The trials that were better than all before them. */
export function improvements({ complete, direction }: StudyView): CompleteTrial[] {
  const found: CompleteTrial[] = [];
  for (const trial of complete) {
    const best = found.at(-1);
    if (best === undefined || isBetter(trial.value, best.value, direction)) found.push(trial);
  }
  return found;
}

export function isBetter(value: number, than: number, direction: Direction): boolean {
  return direction === 'maximize' ? value > than : value < than;
}

/** How long a trial took, in seconds; NaN while it runs. */
export function secondsOf({ metrics, startedAt, finishedAt }: Trial): number {
  const { seconds } = metrics;
  if (seconds !== undefined) return seconds;
  return finishedAt === null ? Number.NaN : (finishedAt.getTime() - startedAt.getTime()) / 1000;
}

/** Families, that of the best trial first; those without a complete trial come last. */
export function familiesOf({ trials, complete, direction }: StudyView): string[] {
  const ranked = bestFirst(complete, direction).map(({ family }) => family);
  return [...new Set([...ranked, ...trials.map(({ family }) => family)])];
}

/** `most` of a list, evenly taken, the first always among them. */
export function evenly<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, index) => list[Math.floor((index * list.length) / most)]!);
}

/** The part of the values where the picture is: a few bad ones would press the good ones into a line. */
export interface Focus {
  /** What is beyond it is drawn at its edge. */
  readonly clamp: (value: number) => number;
  /** How many values were moved to the edge. */
  readonly moved: number;
}

/** How many times the distance of the best nine tenths the worst tenth may take of a picture. */
const TAIL = 0.5;

export function focusOn(values: readonly number[], direction: Direction): Focus {
  const sign = direction === 'maximize' ? -1 : 1;
  const costs = values.map((value) => sign * value).sort((a, b) => a - b);
  const usual = costs[Math.floor(0.9 * (costs.length - 1))] ?? 0;
  const edge = usual + TAIL * (usual - (costs[0] ?? 0));
  const worst = costs.at(-1) ?? 0;
  // Nothing is gained where the tail is short, nor known where values are few.
  if (values.length < 8 || worst <= edge || edge === usual) return { clamp: (value) => value, moved: 0 };
  const clamp = (value: number): number => sign * Math.min(sign * value, edge);
  return { clamp, moved: costs.filter((cost) => cost > edge).length };
}

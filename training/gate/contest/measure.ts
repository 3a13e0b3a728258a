import type { ModelSession } from '../../../lib/model/session.ts';
import type { FeatureRows } from '../../trainers/trainer.ts';
import { type BestTimes, compareLatency } from '../statistics/compare-latency.ts';
import type { Latencies, Measured } from './job.ts';

/** The sessions side by side; the second is the champion's, if there is one. */
export type Sessions = readonly [candidate: ModelSession, champion?: ModelSession];

/** Milliseconds of clocks that only go forward. */
export interface Clock {
  /** The time of day. */
  readonly wall: () => number;
  /** What this thread has had of the processor. */
  readonly cpu: () => number;
}

export interface MeasureOptions {
  readonly batchRows: number;
  readonly measureMs: number;
  readonly clock: Clock;
  /** A candidate that seems slower than so many times the champion is measured again before it is believed. */
  readonly latencyRatio: number;
}

/** Runs that differ in their rows: the 99th percentile is the third slowest of these. */
const MAX_RUNS = 200;
/**
 * Where other work hits half of all runs, 1 in 128 is hit in every repetition: less than the percentile looks at.
 * The longer a run, the surer it is hit: where time is short there are fewer runs, repeated more often.
 */
const REPETITIONS = { least: 7, most: 30 } as const;
/** How many times its time a measurement goes on while the candidate seems slow, or while other work slows it. */
const ATTEMPTS = 4;
const WARM_UPS = 5;

/** Measures single rows and batches, half of the time each. */
export async function measureLatencies(
  sessions: Sessions,
  rows: FeatureRows,
  { batchRows, measureMs, clock, latencyRatio }: MeasureOptions,
): Promise<Latencies> {
  const half = { budgetMs: measureMs / 2, clock, latencyRatio };
  return {
    kind: 'measured',
    single: await measure(sessions, singleRows(rows), half),
    batch: await measure(sessions, batchOf(rows, batchRows), half),
  };
}

/** What run number i is fed with. */
type Feed = (run: number) => { readonly values: Float32Array; readonly count: number };

function singleRows({ values, count, width }: FeatureRows): Feed {
  return (run) => {
    const row = run % count;
    return { values: values.subarray(row * width, (row + 1) * width), count: 1 };
  };
}

/** As many rows, the holdout's again and again. */
function batchOf({ values, count, width }: FeatureRows, batchRows: number): Feed {
  const batch = new Float32Array(batchRows * width);
  const length = count * width;
  for (let at = 0; at < batch.length; at += length) {
    batch.set(values.subarray(0, Math.min(length, batch.length - at)), at);
  }
  return () => ({ values: batch, count: batchRows });
}

interface Budget extends Pick<MeasureOptions, 'clock' | 'latencyRatio'> {
  readonly budgetMs: number;
}

/**
 * Runs the models in turn, first one and then the other first, so that either has the same neighbours, and keeps the
 * fastest of each run's repetitions.
 */
async function measure(sessions: Sessions, feed: Feed, budget: Budget): Promise<Measured> {
  const turn = (run: number): Promise<Spent[]> => timeTurn(sessions, feed, run, budget.clock);
  const plan = planRuns(await warmUp(turn), budget.budgetMs);
  const best = { wall: bestOf(plan.runs), cpu: bestOf(plan.runs) };
  const withChampion = sessions.length > 1;
  const end = budget.clock.wall() + ATTEMPTS * budget.budgetMs;
  let repetitions = 0;
  while (repetitions < ATTEMPTS * plan.repetitions) {
    await repeat(turn, best);
    repetitions++;
    if (repetitions >= REPETITIONS.least && budget.clock.wall() > end) break;
    if (repetitions >= plan.repetitions && !(withChampion && seemsSlow(best, budget))) break;
  }
  return { ...(withChampion ? best : withoutChampion(best)), repetitions };
}

interface Best {
  readonly candidate: number[];
  readonly champion: number[];
}

function bestOf(runs: number): Best {
  const never = (): number[] => new Array<number>(runs).fill(Infinity);
  return { candidate: never(), champion: never() };
}

function withoutChampion({ wall, cpu }: BestTimes): BestTimes {
  return { wall: { ...wall, champion: [] }, cpu: { ...cpu, champion: [] } };
}

function seemsSlow(best: BestTimes, { latencyRatio }: Budget): boolean {
  return (compareLatency(best).ratio ?? 0) > latencyRatio;
}

const SIDES = ['candidate', 'champion'] as const;

async function repeat(
  turn: (run: number) => Promise<Spent[]>,
  best: { readonly wall: Best; readonly cpu: Best },
): Promise<void> {
  for (let run = 0; run < best.wall.candidate.length; run++) {
    const turns = await turn(run);
    turns.forEach(({ wall, cpu }, at) => {
      const side = SIDES[at]!;
      best.wall[side][run] = Math.min(best.wall[side][run]!, wall);
      best.cpu[side][run] = Math.min(best.cpu[side][run]!, cpu);
    });
  }
}

/** The milliseconds of a turn of all models, once they are warm: the fastest of a few. */
async function warmUp(turn: (run: number) => Promise<Spent[]>): Promise<number> {
  let fastest = Infinity;
  for (let run = 0; run < WARM_UPS; run++) {
    const turns = await turn(run);
    fastest = Math.min(
      fastest,
      turns.reduce((sum, { wall }) => sum + wall, 0),
    );
  }
  return fastest;
}

function planRuns(turnMs: number, budgetMs: number): { readonly runs: number; readonly repetitions: number } {
  const { least, most } = REPETITIONS;
  const turns = Math.floor(budgetMs / Math.max(turnMs, 1e-3));
  const runs = Math.max(1, Math.min(MAX_RUNS, Math.floor(turns / most)));
  return { runs, repetitions: Math.max(least, Math.min(most, Math.floor(turns / runs))) };
}

/** Milliseconds that a run took. */
interface Spent {
  readonly wall: number;
  readonly cpu: number;
}

/** How long each model takes for the same rows. */
async function timeTurn(sessions: Sessions, feed: Feed, run: number, { wall, cpu }: Clock): Promise<Spent[]> {
  const { values, count } = feed(run);
  const spent = new Array<Spent>(sessions.length);
  for (let i = 0; i < sessions.length; i++) {
    const side = (run + i) % sessions.length;
    const start = { wall: wall(), cpu: cpu() };
    await sessions[side]!.run(values, count);
    spent[side] = { cpu: cpu() - start.cpu, wall: wall() - start.wall };
  }
  return spent;
}

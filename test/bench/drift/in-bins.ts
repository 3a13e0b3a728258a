import {
  collectEvidence,
  collectPairs,
  type PairEvidence,
} from '../../../monitoring/drift/decision/evidence.ts';
import { evidentlyDrifts } from '../../../monitoring/drift/decision/evidently.ts';
import { judgeEvidence, type SeriesJudgement } from '../../../monitoring/drift/decision/judge-evidence.ts';
import { planWindows } from '../../../monitoring/drift/decision/plan.ts';
import { RULES } from '../../../monitoring/drift/decision/rules.ts';
import type { Series } from '../../../monitoring/drift/decision/series.ts';
import { COARSE_BINS, groupEvenly } from '../../../monitoring/drift/statistics/grouping.ts';
import type { Sample } from '../../../monitoring/drift/statistics/sample.ts';
import { numberBins } from '../../support/drift-profiles.ts';
import { randomFrom } from '../../support/random.ts';
import { drawSample } from './draw-sample.ts';

import { normalFrom } from './normal.ts';
import type { Outcome } from './outcome.ts';
import { makePool, type Pool } from './pool.ts';
import { REFERENCE_ROWS, type Scenario } from './scenarios.ts';

/** Pools by hour of the day, as they are and with the shift. */
interface World {
  readonly bins: ReturnType<typeof numberBins>;
  readonly quiet: readonly Pool[];
  readonly shifted: readonly Pool[];
  /** What the training rows are drawn from: rows of the whole day, independent of each other. */
  readonly training: Pool;
}

/**
 * Simulations in bins.
 * @param judged simulations for each history: 1 unless time presses
 */
export function simulateInBins(
  scenario: Scenario,
  run: { readonly seed: number; readonly simulations: number; readonly judged: number },
): Outcome[] {
  const random = randomFrom(run.seed);
  const world = makeWorld(scenario, normalFrom(random));
  const outcomes: Outcome[] = [];
  while (outcomes.length < run.simulations) {
    const past = Array.from({ length: scenario.features }, () => drawPast(scenario, world, random));
    for (let time = 0; time < run.judged && outcomes.length < run.simulations; time += 1) {
      outcomes.push(judgeOnce(scenario, world, past, random));
    }
  }
  return outcomes;
}

function makeWorld(scenario: Scenario, normal: () => number): World {
  const levels = Array.from({ length: scenario.cycle > 0 ? 24 : 1 }, (_, hour) => cycleAt(scenario, hour));
  const level = (index: number) => levels[index % levels.length]!;
  const bins = numberBins(
    'feature',
    Float32Array.from({ length: REFERENCE_ROWS }, (_, row) => level(row) + normal()),
  );
  return {
    bins,
    quiet: levels.map((each) => makePool(bins, scenario, each, normal)),
    shifted:
      scenario.shift > 0 ? levels.map((each) => makePool(bins, scenario, each + scenario.shift, normal)) : [],
    training: mixed(levels.map((each) => makePool(bins, { clusterRows: 1 }, each, normal))),
  };
}

/** Hours of the judged windows lie in the steepest part of the cycle. */
function cycleAt({ cycle }: Scenario, hour: number): number {
  return cycle * Math.sin((2 * Math.PI * hour) / 24);
}

/** Rows of the day's hours in turn; means of the places over the day. */
function mixed(pools: readonly Pool[]): Pool {
  const places = pools[0]!.places.map((_, row) => pools[row % pools.length]!.places[row]!);
  const means = pools[0]!.means.map((_, place) =>
    pools.reduce((sum, { means }) => sum + means[place]! / pools.length, 0),
  );
  return { clusterRows: 1, places, means };
}

interface Past {
  readonly reference: Sample;
  readonly hours: readonly Sample[];
  /** Of the history alone, so the same for all windows that follow it: looked at once. */
  pairs?: PairEvidence;
}

function drawPast(scenario: Scenario, { quiet, training }: World, random: () => number): Past {
  return {
    reference: drawSample(training, REFERENCE_ROWS, random),
    hours: Array.from({ length: scenario.history }, (_, hour) =>
      drawSample(quiet[hour % quiet.length]!, scenario.rowsPerHour, random),
    ),
  };
}

/** The judged hours are drawn anew, the last of them is judged. */
function judgeOnce(scenario: Scenario, world: World, past: readonly Past[], random: () => number): Outcome {
  const { history, judgedHours, rowsPerHour } = scenario;
  const to = history + judgedHours - 1;
  const traffic = { first: 0, rowsAt: (hour: number) => (hour >= 0 && hour <= to ? rowsPerHour : 0) };
  const basis = history > 0 ? 'prior-weeks' : 'training';
  const plan = planWindows(traffic, { to, spans: RULES.hourSpans, basis, most: RULES.windows });
  const series = past.map((each, feature) => drawSeries(scenario, world, each, feature, random));
  const last = series.map((each) => each.at(to)!);
  if (plan === undefined) {
    return { verdicts: [], differs: [], evidently: evidentlyOf(series, last), features: scenario.features };
  }
  const evidence = series.map((each, feature) => {
    past[feature]!.pairs ??= collectPairs(each, plan.pairs);
    return collectEvidence(each, plan, past[feature]!.pairs);
  });
  const windows = evidence.map(({ comparison }, feature) => comparison?.current ?? last[feature]!);
  return outcomeOf(judgeEvidence(evidence), evidentlyOf(series, windows));
}

function evidentlyOf(series: readonly Series[], windows: readonly Sample[]): number {
  return series.filter((each, feature) => evidentlyDrifts(each, windows[feature]!)).length;
}

function outcomeOf(judgements: readonly SeriesJudgement[], evidently: number): Outcome {
  return {
    verdicts: judgements.map(({ verdict }) => verdict),
    differs: judgements.map(({ judged }) => judged[0]?.differs ?? false),
    evidently,
    features: judgements.length,
  };
}

function drawSeries(
  { history, judgedHours, rowsPerHour, shift }: Scenario,
  { bins, quiet, shifted }: World,
  { reference, hours }: Past,
  feature: number,
  random: () => number,
): Series {
  const pools = shift > 0 && feature === 0 ? shifted : quiet;
  const latest = Array.from({ length: judgedHours }, (_, hour) =>
    drawSample(pools[(history + hour) % pools.length]!, rowsPerHour, random),
  );
  return {
    bins,
    deviation: deviationOf(reference),
    grouping: groupEvenly(reference.bins, COARSE_BINS),
    reference,
    at: (hour) => (hour < history ? hours[hour] : latest[hour - history]),
  };
}

function deviationOf({ rows, bins, sums }: Sample): number {
  let squares = 0;
  for (let bin = 0; bin < bins.length; bin += 1) squares += bins[bin]! > 0 ? sums[bin]! ** 2 / bins[bin]! : 0;
  return Math.sqrt(squares / rows);
}

import { expect, test } from 'vitest';
import { metricOf } from '../../../../training/gate/metrics/metric.ts';
import { pairedRows } from '../../../../training/gate/metrics/paired-rows.ts';
import { pairedBootstrap } from '../../../../training/gate/statistics/bootstrap.ts';
import { pairedRandomization } from '../../../../training/gate/statistics/randomization.ts';
import { seededRandom } from '../../../../training/random.ts';

/**
 * How often one of two models that are equal is "better", over holdouts drawn anew: where the bootstrap alone would
 * say so too often, because few rows decide.
 */
const HOLDOUTS = 300;
const draw = seededRandom(5);
const uniform = () => draw.below(2 ** 30) / 2 ** 30;

/** 70 rows of a frequent class and six that have one or two rows each; half of the answers differ. */
function rareClasses() {
  const classes = 7;
  const labels = Int32Array.from({ length: 70 }, () => (uniform() < 0.88 ? 0 : 1 + draw.below(6)));
  const answer = (label: number) => (uniform() < 0.65 ? label : draw.below(classes));
  const shared = labels.map(answer);
  const model = () => ({
    task: 'classification' as const,
    labels: labels.map((label, row) => (uniform() < 0.5 ? answer(label) : shared[row]!)),
    probabilities: undefined,
  });
  const truth = { labels, classes, count: 70, width: 1, values: new Float32Array(70) };
  return { truth, first: model(), second: model() };
}

/** Eight rows, the errors normal. */
function fewRows() {
  const normal = () => Math.sqrt(-2 * Math.log(uniform() + 1e-12)) * Math.cos(2 * Math.PI * uniform());
  const targets = Float64Array.from({ length: 8 }, normal);
  const model = () => ({
    task: 'regression' as const,
    values: Float32Array.from(targets, (y) => y + 0.5 * normal()),
  });
  const truth = { targets, count: 8, width: 1, values: new Float32Array(8) };
  return { truth, first: model(), second: model() };
}

test.each([
  ['balancedAccuracy', 'classification', rareClasses],
  ['rmse', 'regression', fewRows],
] as const)('of two equal models one is better by %s in 5% of the holdouts at most', (name, task, make) => {
  const metric = metricOf(name, task);
  const better = { bootstrap: 0, both: 0 };
  for (let seed = 0; seed < HOLDOUTS; seed++) {
    const { truth, first, second } = make();
    const paired = pairedRows(metric, truth, first, second);
    if (pairedBootstrap(paired, seededRandom(seed).below, 400).low <= 0) continue;
    better.bootstrap++;
    if (pairedRandomization(paired, seededRandom(seed).below, 1_000) < 0.025) better.both++;
  }
  expect(better.both).toBeLessThanOrEqual(0.05 * HOLDOUTS);
  expect(better.bootstrap).toBeGreaterThan(0.05 * HOLDOUTS);
});

import type { Counts, Layout, ReferenceProfile } from '../../../lib/contract/profile.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import { createCounter } from '../../../lib/model/profile/counter.ts';
import { allRows } from '../../../lib/model/profile/row-selection.ts';
import { hourName } from '../../../monitoring/drift/decision/hours.ts';
import { judgeWindow } from '../../../monitoring/drift/decision/judge-window.ts';
import { randomFrom } from '../../support/random.ts';
import { layoutOf, numberBins } from './layout.ts';
import { normalFrom } from './normal.ts';
import type { Outcome } from './outcome.ts';
import { REFERENCE_ROWS, type Scenario } from './scenarios.ts';

/** An hour to begin with. */
const FIRST_HOUR = 490_000;

/** Simulations of independent rows against training, from rows to verdict by the parts that run in production. */
export function simulateFromRows(
  scenario: Scenario,
  run: { readonly seed: number; readonly simulations: number },
): Outcome[] {
  const normal = normalFrom(randomFrom(run.seed));
  return Array.from({ length: run.simulations }, () => simulateOnce(scenario, normal));
}

function simulateOnce(
  { features, rowsPerHour, judgedHours, shift }: Scenario,
  normal: () => number,
): Outcome {
  const profile = profileOf(drawRows(REFERENCE_ROWS, features, 0, normal), features);
  const hours = Array.from({ length: judgedHours }, (_, hour) => ({
    hour: hourName(FIRST_HOUR + hour),
    counts: countRows(profile.layout, drawRows(rowsPerHour, features, shift, normal)),
  }));
  const window = hours.at(-1)!.hour;
  const result = judgeWindow({ profile, signature: signatureOf(profile.layout), hours, window });
  const inOrder = profile.layout.features.map(
    ({ name }) => result.features.find((each) => each.name === name)!,
  );
  return {
    verdicts: inOrder.map(({ verdict }) => verdict),
    differs: inOrder.map(({ differs }) => differs),
    evidently: result.dataset.evidently.drifted.length,
    features,
  };
}

function drawRows(rows: number, features: number, shift: number, normal: () => number): Float32Array {
  return Float32Array.from(
    { length: rows * features },
    (_, at) => normal() + (at % features === 0 ? shift : 0),
  );
}

function countRows(layout: Layout, rows: Float32Array): Counts {
  const counter = createCounter(layout);
  counter.countFeatures(rows, allRows(rows.length / layout.features.length));
  return counter.counts();
}

function profileOf(rows: Float32Array, features: number): ReferenceProfile {
  const columns = Array.from({ length: features }, (_, feature) =>
    rows.filter((_, at) => at % features === feature),
  );
  const layout = layoutOf(columns.map((values, feature) => numberBins(`feature ${feature}`, values)));
  return {
    schema: 1,
    model: 'simulated',
    layout,
    counts: countRows(layout, rows),
    moments: columns.map(momentsOf),
    importance: columns.map(() => 1 / features),
    spread: { rows: 0, chunks: 0, features: columns.map(() => ({})) },
    calibration: null,
    performance: null,
  };
}

function momentsOf(values: Float32Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    deviation: Math.sqrt(squares / values.length),
    min: Math.min(...values),
    max: Math.max(...values),
  };
}

function signatureOf({ features }: Layout): Signature {
  return {
    task: 'classification',
    featuresKey: null,
    carriedKeys: [],
    predictionKey: 'label',
    features: features.map(({ name }) => ({ name, type: 'number' })),
    classes: ['no', 'yes'],
  };
}

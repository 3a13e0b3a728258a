import {
  type Difference,
  type DriftResult,
  driftResultSchema,
  type QualityFinding,
} from '../../../../lib/contract/drift.ts';
import {
  CONFIDENCE_BINS,
  type FeatureCounts,
  type Layout,
  type ReferenceProfile,
  referenceProfileSchema,
} from '../../../../lib/contract/profile.ts';

export interface ExampleOptions {
  /** Of features, classes and the model's words. Default: as wine has them. */
  readonly name?: string;
  /** Default: 11. */
  readonly features?: number;
  /** Default: 7. */
  readonly classes?: number;
  /** How many of the features drifted, the first ones. Default: 1. */
  readonly drifted?: number;
  /** Default: 1. */
  readonly findings?: number;
  /** Windows of the courses. Default: 12. */
  readonly windows?: number;
}

export interface Example {
  readonly result: DriftResult;
  readonly profile: ReferenceProfile;
}

const WINE = [
  ...['alcohol', 'volatile acidity', 'sulphates', 'density', 'pH', 'residual sugar', 'chlorides'],
  ...['citric acid', 'fixed acidity', 'free sulfur dioxide', 'total sulfur dioxide'],
];
const REFERENCE_ROWS = 3918;
const ROWS = 931;

/** A result that could be, of the schemas' shape, and the reference that it was compared with. */
export function exampleResult(options: ExampleOptions = {}): Example {
  const { features = 11, drifted = 1, findings = 1 } = options;
  const names = Array.from({ length: features }, (_, index) => nameOf(index, options.name));
  const differences = names.map((name, index) => differenceOf(name, index, options));
  const result = driftResultSchema.parse({
    schema: 1,
    model: 'wine-quality',
    version: 3,
    window: { id: '2026-11-21T02', from: '2026-11-21T02', to: '2026-11-21T02', hours: 1 },
    computedAt: '2026-11-21T03:15:04.000Z',
    basis: 'training',
    verdict: drifted > 0 ? 'drift' : 'no-drift',
    reason:
      drifted > 0
        ? `${drifted} of ${features} features differ in 2 of the 3 latest windows, first ${names[0]}.`
        : 'No feature differs in 2 of the 3 latest windows.',
    alarm: drifted > 0,
    rows: ROWS,
    rejected: 49,
    drifted: names.slice(0, drifted),
    quality: Array.from({ length: findings }, (_, index) => findingOf(names[(index + 2) % features]!)),
    features: differences,
    prediction: {
      ...differenceOf('wine_quality', drifted > 0 ? 0 : 9, options),
      type: 'label',
      verdict: 'no-drift',
      recent: [false, false, drifted > 0],
      histogram: classHistogram(options),
    },
    confidence: {
      ...differenceOf('confidence', 5, { ...options, drifted: 0 }),
      type: 'confidence',
      importance: 0,
    },
    dataset: {
      share: drifted / features,
      weighted: differences.slice(0, drifted).reduce((sum, { importance }) => sum + importance, 0),
      evidently: {
        drifted: names.slice(0, drifted),
        share: drifted / features,
        drift: drifted * 2 >= features,
      },
    },
    accuracy: {
      reference: 0.694,
      estimated: { value: 0.667, low: 0.641, high: 0.692 },
      realised: { value: 0.655, low: 0.611, high: 0.699, rows: 512, coverage: 0.55, lagSeconds: 5400 },
      sevenDays: { value: 0.681, rows: 4120 },
    },
    coverage: 0.996,
    sources: [['windows/wine-quality/2026-11-21T02/3/a.json', '"etag"']],
  } satisfies DriftResult);
  return { result, profile: profileOf(names, options) };
}

function nameOf(index: number, name: string | undefined): string {
  if (name !== undefined) return `${name} ${index}`;
  return WINE[index] ?? `feature ${index}`;
}

function differenceOf(name: string, index: number, options: ExampleOptions): Difference {
  const { features = 11, drifted = 1, windows = 12 } = options;
  const hasDrifted = index < drifted;
  const value = hasDrifted ? 0.49 / (1 + index) + 0.1 : 0.02 + 0.04 * noise(index);
  const shift = hasDrifted ? 0.5 : 0.04 * (noise(index) - 0.5);
  return {
    name,
    type: 'number',
    rows: ROWS,
    statistics: { psi: value / 2, ks: value / 2.5, wasserstein: value, jensenShannon: value / 6 },
    test: {
      name: 'Kolmogorov–Smirnov',
      statistic: value / 2.5,
      pValue: hasDrifted ? 1e-12 : 0.2 + 0.6 * noise(index),
      adjusted: hasDrifted ? 2e-11 : 0.95,
    },
    effect: { statistic: 'wasserstein', value, floor: 0.1 },
    differs: hasDrifted,
    recent: hasDrifted ? [false, true, true] : [false, false, false],
    verdict: hasDrifted ? 'drift' : 'no-drift',
    importance: features === 1 ? 1 : 1 / (index + 1) / harmonic(features),
    mean: 10.51 + 1.23 * shift,
    referenceMean: 10.51,
    histogram: numberHistogram(shift),
    history: Array.from({ length: windows }, (_, at) => ({
      window: `2026-11-${String(1 + (Math.floor(at / 24) % 28)).padStart(2, '0')}T${String(at % 24).padStart(2, '0')}`,
      value: hasDrifted && at >= windows - 2 ? value : 0.02 + 0.04 * noise(index * 31 + at),
      rows: 980,
    })),
    band: { low: 0.012, high: 0.068 },
  };
}

const EDGES = [
  8.7, 8.9, 9, 9.1, 9.3, 9.4, 9.5, 9.8, 10, 10.4, 10.6, 10.9, 11.1, 11.4, 11.8, 12.1, 12.5, 12.8, 13.3,
];

/** About twenty quantile bins, and what is in them when everything moves by so many standard deviations. */
function numberHistogram(shift: number): Difference['histogram'] {
  const at = (edge: number, move: number): number => normalCdf((edge - 10.5) / 1.23 - move);
  const shares = (move: number): number[] =>
    [...EDGES, Infinity].map(
      (edge, index) => at(edge, move) - (index === 0 ? 0 : at(EDGES[index - 1]!, move)),
    );
  const inner = EDGES.slice(1).map((edge, index) => `${EDGES[index]} to ${edge}`);
  return {
    labels: [`≤ ${EDGES[0]}`, ...inner, `> ${EDGES.at(-1)}`],
    reference: shares(0),
    current: shares(shift),
  };
}

function classHistogram({ classes = 7, name }: ExampleOptions): Difference['histogram'] {
  const shown = Math.min(classes, 20);
  const labels = Array.from({ length: shown }, (_, index) =>
    index === 19 ? 'other' : name === undefined ? String(index + 3) : `${name} ${index}`,
  );
  const bell = (middle: number): number[] => {
    const heights = labels.map((_, index) => Math.exp(-((index - middle) ** 2) / 2));
    const sum = heights.reduce((a, b) => a + b);
    return heights.map((height) => height / sum);
  };
  return { labels, reference: bell(shown / 2 - 0.6), current: bell(shown / 2) };
}

function findingOf(feature: string): QualityFinding {
  return {
    ...{ kind: 'missing', feature, rows: 49, of: 980, usual: 0, pValue: 1e-30 },
    message: `${feature} is missing in 49 of 980 records (5.0%); usual are 0.0%.`,
  };
}

function profileOf(names: readonly string[], { classes = 7 }: ExampleOptions): ReferenceProfile {
  const layout: Layout = {
    features: names.map((name) => ({
      type: 'number',
      name,
      edges: EDGES.map(Math.fround),
      range: [8, 14.2],
      unit: 2 ** -12,
    })),
    prediction: { task: 'classification', classes, hasConfidence: true },
  };
  const counts: FeatureCounts = {
    bins: EDGES.map(() => 196).concat(REFERENCE_ROWS - 196 * EDGES.length),
    sums: Array(EDGES.length + 1).fill('0'),
    ...{ missing: 0, below: 0, above: 0 },
  };
  return referenceProfileSchema.parse({
    schema: 1,
    model: 'wine-quality',
    layout,
    counts: {
      rows: REFERENCE_ROWS,
      features: names.map(() => counts),
      predictions: {
        rows: 980,
        labels: Array(classes).fill(Math.floor(980 / classes)),
        confidence: Array(CONFIDENCE_BINS).fill(9),
      },
      rejected: {},
    },
    moments: names.map(() => ({ mean: 10.51, deviation: 1.23, min: 8, max: 14.2 })),
    importance: names.map(() => 1 / names.length),
    spread: { rows: 500, chunks: 7, features: names.map(() => ({})) },
    calibration: null,
    performance: { metric: 'accuracy', value: 0.694, rows: 980 },
  } satisfies ReferenceProfile);
}

/** From 0 to 1, the same for the same seed. */
function noise(seed: number): number {
  const x = Math.sin(seed * 12.9898 + 78.233) * 43758.5453;
  return x - Math.floor(x);
}

function harmonic(n: number): number {
  let sum = 0;
  for (let i = 1; i <= n; i++) sum += 1 / i;
  return sum;
}

/** The logistic curve that is nearest to it, within 0.01. */
function normalCdf(x: number): number {
  return 1 / (1 + Math.exp(-1.702 * x));
}

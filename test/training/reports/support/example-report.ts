import { type Random, seededRandom } from '../../../../training/random.ts';
import type { TrainingReport, WinnerReport } from '../../../../training/reports/report-input.ts';
import type { ClassifiedRows, MeasuredRows } from '../../../../training/trainers/trainer.ts';
import { exampleSearch } from './example-search.ts';
import { exampleVerdict } from './example-verdict.ts';

export interface ExampleOptions {
  /** Default: classification. */
  readonly task?: 'classification' | 'regression';
  readonly rows?: number;
  readonly features?: number;
  readonly classes?: number;
  readonly trials?: number;
  /** What every name of a feature, class, family, hyperparameter, worker and model begins with. Default: plain names. */
  readonly name?: string;
  readonly promote?: boolean;
}

/**
 * A report of made-up rows, a made-up study and a model that answers as the means of the classes would have it: all
 * figures are plausible, and the same on every run.
 */
export function exampleReport(options: ExampleOptions = {}): TrainingReport {
  const { task = 'classification', rows: count = 600, features = 11, classes = 7, name = '' } = options;
  const random = seededRandom(7);
  const rows =
    task === 'classification'
      ? classified(count, features, classes, random)
      : measured(count, features, random);
  const signature = {
    task,
    featuresKey: null,
    carriedKeys: [],
    predictionKey: `${name}quality`,
    features: Array.from({ length: features }, (_, at) => ({
      name: `${name}${FEATURES[at] ?? `feature ${at}`}`,
      type: 'number' as const,
    })),
    classes:
      task === 'regression'
        ? []
        : Array.from({ length: classes }, (_, at) => (name === '' ? at + 3 : `${name}${at}`)),
  };
  return {
    model: `${name}wine-quality`,
    version: null,
    createdAt: new Date('2026-11-21T09:30:00Z'),
    dataset: {
      source: `${name}wine.csv`,
      sha256: 'ab'.repeat(32),
      rows: count,
      version: '2026-11-20T08:00:00.000Z',
      target: signature.predictionKey,
      split: {
        seed: 0,
        holdoutShare: 0.2,
        trainRows: count - Math.floor(count / 5),
        holdoutRows: Math.floor(count / 5),
      },
    },
    synthetic: name === '',
    signature,
    rows,
    search: exampleSearch({ trials: options.trials ?? 50, name, task }),
    winner: winnerOf(rows, Math.floor(count / 5), name),
    verdict: exampleVerdict(options.promote ?? true, name),
  };
}

const FEATURES = [
  'alcohol',
  'volatile acidity',
  'sulphates',
  'density',
  'chlorides',
  'total sulfur dioxide',
  'free sulfur dioxide',
  'residual sugar',
  'fixed acidity',
  'citric acid',
  'pH',
];

/** Roughly normal: the sum of some uniform numbers. */
function normal(random: Random): number {
  return random.uniform() + random.uniform() + random.uniform() + random.uniform() - 2;
}

function features(
  count: number,
  width: number,
  level: (row: number) => number,
  random: Random,
): Float32Array {
  const values = new Float32Array(count * width);
  for (let row = 0; row < count; row++) {
    for (let at = 0; at < width; at++) {
      const signal = at < 4 ? (level(row) * (at % 2 === 0 ? 1 : -1)) / (at + 1) : 0;
      values[row * width + at] = 10 + at + signal + normal(random) * (row % 97 === 0 ? 6 : 1);
    }
  }
  return values;
}

function classified(count: number, width: number, classes: number, random: Random): ClassifiedRows {
  const middle = (classes - 1) / 2;
  const labels = Int32Array.from({ length: count }, (_, row) =>
    row < classes
      ? row
      : Math.round(Math.min(classes - 1, Math.max(0, middle + (normal(random) * classes) / 2.5))),
  );
  const level = (row: number): number => (3 * (labels[row]! - middle)) / classes;
  return { values: features(count, width, level, random), count, width, labels, classes };
}

function measured(count: number, width: number, random: Random): MeasuredRows {
  const targets = Float64Array.from({ length: count }, () => 50 + 12 * normal(random));
  return { values: features(count, width, (row) => (targets[row]! - 50) / 8, random), count, width, targets };
}

function winnerOf(rows: ClassifiedRows | MeasuredRows, count: number, name: string): WinnerReport {
  const held = { values: rows.values.slice(0, count * rows.width), count, width: rows.width };
  const random = seededRandom(9);
  const importance = {
    metric: 'labels' in rows ? ('accuracy' as const) : ('r2' as const),
    baseline: 0.69,
    rows: count,
    repeats: 5,
    features: Array.from({ length: rows.width }, (_, feature) => ({
      feature,
      mean: 0.12 / (feature + 1) - 0.008,
      deviation: 0.006,
    })),
  };
  const common = {
    family: `${name}forest`,
    trial: 31,
    hyperparameters: {
      [`${name}trees`]: 312,
      maxDepth: 21,
      maxFeatures: 0.35,
      classWeight: `${name}balanced`,
    },
    importance,
  };
  if (!('labels' in rows)) {
    const targets = rows.targets.slice(0, count);
    const values = targets.map((target) => target + 4 * normal(random));
    return {
      ...common,
      metrics: { rmse: { value: 2.31, low: 2.18, high: 2.44 }, r2: { value: 0.87, low: 0.85, high: 0.89 } },
      holdout: { rows: { ...held, targets }, answers: { values } },
    };
  }
  const labels = rows.labels.slice(0, count);
  return {
    ...common,
    metrics: {
      accuracy: { value: 0.694, low: 0.664, high: 0.722 },
      balancedAccuracy: { value: 0.486, low: 0.441, high: 0.53 },
      logLoss: { value: 0.81, low: 0.77, high: 1.06 },
    },
    holdout: {
      rows: { ...held, labels, classes: rows.classes },
      answers: nearby(labels, rows.classes, random),
    },
  };
}

/** Answers that are right or nearly so, and about as sure as they are right. */
function nearby(truth: Int32Array, classes: number, random: Random) {
  const probabilities = new Float64Array(truth.length * classes);
  const labels = truth.map((label, row) => {
    const guess = Math.min(classes - 1, Math.max(0, Math.round(label + normal(random) * 0.9)));
    const sure = 0.35 + 0.6 * random.uniform();
    for (let at = 0; at < classes; at++) {
      probabilities[row * classes + at] = at === guess ? sure : (1 - sure) / (classes - 1);
    }
    return guess;
  });
  return { labels, probabilities };
}

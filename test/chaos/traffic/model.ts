import { type Signature, signatureSchema } from '../../../lib/contract/signature.ts';
import {
  attr,
  encodeModel,
  graph,
  ML_DOMAIN,
  modelProto,
  node,
  valueInfo,
} from '../../../lib/model/onnx/build.ts';

/** What the chaos runs serve. */
export const MODEL = 'chaos';

/** The carried key whose value tells the records apart. */
export const MARK_KEY = 'mark';

const FEATURES = ['a', 'b', 'c', 'd'] as const;
type Feature = (typeof FEATURES)[number];
export type Features = Readonly<Record<Feature, number>>;

const CLASSES = [3, 5, 9] as const;

/** Of each class: its weights. All are exact in 32 bits. */
const WEIGHTS: readonly Features[] = [
  { a: 0.5, b: -1, c: 0.25, d: 0.75 },
  { a: -0.75, b: 0.5, c: 1, d: -0.25 },
  { a: 0.25, b: 0.5, c: -1, d: -0.5 },
];
const INTERCEPTS = [0.125, -0.25, 0];

/** Scores closer than this may change places in 32-bit arithmetic: no label is expected then. */
const CLEAR_MARGIN = 1e-3;

export const CHAOS_SIGNATURE: Signature = signatureSchema.parse({
  task: 'classification',
  featuresKey: null,
  carriedKeys: [MARK_KEY],
  predictionKey: 'answer',
  features: FEATURES.map((name) => ({ name, type: 'number' })),
  classes: CLASSES,
});

/** A linear classifier with softmax: small, so that the time goes to the path and not to the model. */
export function chaosModel(): Uint8Array {
  const classifier = node(
    'LinearClassifier',
    ['X'],
    ['label', 'probabilities'],
    {
      classlabels_ints: attr.ints(CLASSES),
      coefficients: attr.floats(WEIGHTS.flatMap((weights) => FEATURES.map((name) => weights[name]))),
      intercepts: attr.floats(INTERCEPTS),
      post_transform: attr.string('SOFTMAX'),
    },
    ML_DOMAIN,
  );
  const parts = graph({
    nodes: [classifier],
    inputs: [valueInfo('X', 'float', ['N', FEATURES.length])],
    outputs: [valueInfo('label', 'int64', ['N']), valueInfo('probabilities', 'float', ['N', CLASSES.length])],
  });
  return encodeModel(modelProto({ graph: parts }));
}

/** The label by arithmetic of our own; undefined when two classes are too close to tell. */
export function labelOf(features: Features): string | undefined {
  const scores = WEIGHTS.map((weights, i) => ({
    label: CLASSES[i]!,
    score: FEATURES.reduce((sum, name) => sum + weights[name] * features[name], INTERCEPTS[i]!),
  }));
  const [best, second] = scores.sort((a, b) => b.score - a.score);
  return best!.score - second!.score > CLEAR_MARGIN ? String(best!.label) : undefined;
}

/** Features with three decimals from −2 to 2. */
export function anyFeatures(random: () => number): Features {
  const value = () => Math.round((random() * 4 - 2) * 1000) / 1000;
  return { a: value(), b: value(), c: value(), d: value() };
}

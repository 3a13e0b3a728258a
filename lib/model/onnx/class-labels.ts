import type { Signature } from '../../contract/signature.ts';
import type { AttributeProto, GraphProto } from './messages.ts';
import { ML_DOMAIN } from './messages.ts';
import { UnservableModel } from './unservable.ts';

const CLASSIFIERS: readonly (string | undefined)[] = [
  'LinearClassifier',
  'SVMClassifier',
  'TreeEnsembleClassifier',
];

/**
 * What a graph's classifier calls the classes, in the order of its scores, as text. Undefined when the graph has no
 * operator that is a classifier by itself, or several, whose answers it then combines in a way of its own.
 */
export function classLabelsOf(graph: GraphProto): readonly string[] | undefined {
  const classifiers = (graph.node ?? []).filter(
    ({ domain, opType }) => domain === ML_DOMAIN && CLASSIFIERS.includes(opType),
  );
  if (classifiers.length !== 1) return undefined;
  const lists = (classifiers[0]!.attribute ?? []).map(labelsIn).filter((labels) => labels.length > 0);
  return lists.length === 1 ? lists[0] : undefined;
}

/** classlabels_strings, and classlabels_ints or (in ensembles of trees) classlabels_int64s. */
function labelsIn({ name, ints, strings }: AttributeProto): readonly string[] {
  if (name === 'classlabels_strings') return (strings ?? []).map((label) => new TextDecoder().decode(label));
  if (name === 'classlabels_ints' || name === 'classlabels_int64s') return Array.from(ints ?? [], String);
  return [];
}

/**
 * Holds a signature's classes to the order of the graph's. Other names than the graph's say nothing: it may rename
 * them on their way out.
 * @throws UnservableModel class-order: the same classes in another order
 */
export function checkClassLabels(labels: readonly string[], { classes }: Signature): void {
  const own = new Map(classes.map((label) => [String(label), label]));
  const isSame = labels.length === classes.length && labels.every((label) => own.has(label));
  if (!isSame || labels.every((label, column) => label === String(classes[column]))) return;
  throw classOrder(
    "the signature's classes are those of the graph in another order",
    labels.map((label) => own.get(label)),
  );
}

/** @param order the classes as they should be; undefined when nothing tells */
export function classOrder(why: string, order: readonly unknown[] | undefined): UnservableModel {
  const shown = order === undefined ? '' : `: ${JSON.stringify(order)}`;
  return new UnservableModel(
    'class-order',
    why,
    `List the classes in the order of the probability columns (classifier.classes_ in scikit-learn)${shown}; or, if the label is meant to differ, publish it alone: outputs.probabilities null, on the command line --output probabilities=none`,
  );
}

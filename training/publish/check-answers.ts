import type { Signature } from '../../lib/contract/signature.ts';
import { areIntegers, UNKNOWN_LABEL } from '../../lib/model/labels.ts';
import { UnservableModel } from '../../lib/model/onnx/unservable.ts';
import type { ModelOutput } from '../../lib/model/session.ts';
import { checkClassOrder } from './check-class-order.ts';

/** Probabilities may leave 0 to 1 by their rounding. They need not add up to 1: one-against-rest models do not. */
const ROUNDING = 1e-4;

/**
 * Refuses a model whose answers to good records could not be published.
 * @throws UnservableModel: unknown-label, not-finite, not-probabilities, class-order
 */
export function checkAnswers(signature: Signature, output: ModelOutput): void {
  const numbers = output.task === 'regression' ? output.values : output.probabilities;
  if (numbers?.some((value) => !Number.isFinite(value))) throw notFinite();
  if (output.task === 'regression') return;
  if (numbers?.some((value) => value < -ROUNDING || value > 1 + ROUNDING)) throw notProbabilities();
  if (output.labels.includes(UNKNOWN_LABEL)) throw unknownLabel(signature);
  checkClassOrder(signature, output);
}

function notFinite(): UnservableModel {
  return new UnservableModel(
    'not-finite',
    'it answers reference records with NaN or infinity',
    'Check that the reference records are such as it was trained on, and that the features are in its order',
  );
}

function notProbabilities(): UnservableModel {
  return new UnservableModel(
    'not-probabilities',
    'its probabilities are not between 0 and 1, as logits or votes would be',
    'Add a Softmax to the graph, or serve labels alone: outputs.probabilities null, on the command line --output probabilities=none',
  );
}

function unknownLabel({ classes }: Signature): UnservableModel {
  return new UnservableModel(
    'unknown-label',
    `it gives labels that are none of the signature's ${classes.length} classes`,
    areIntegers(classes)
      ? 'List every class; integer labels are taken as the classes themselves: if they are positions, leave them out (outputs.label null, on the command line --output label=none), or give the classes names that are no integers'
      : 'List every class in the order of the probability columns; integer labels are taken as positions from 0',
  );
}

import { describe, expect, it } from 'vitest';
import type { ClassLabel } from '../../../../lib/contract/signature.ts';
import { encodeModel, graph, modelProto, node, valueInfo } from '../../../../lib/model/onnx/build.ts';
import type { OutputNames } from '../../../../lib/model/onnx/describe-outputs.ts';
import { describeRuntime } from '../../../../lib/model/onnx/describe-runtime.ts';
import type { ValueInfoProto } from '../../../../lib/model/onnx/messages.ts';
import {
  forestClassifier,
  linearClassifier,
  linearRegressor,
  perceptron,
  sampleSignature,
  WIDTH,
} from '../../../support/onnx-models.ts';

/** The roles of a graph that has these outputs. */
function roles(outputs: ValueInfoProto[], classes: ClassLabel[], names: OutputNames = {}) {
  const inputs = [valueInfo('x', 'float', ['N', WIDTH])];
  const nodes = outputs.map(({ name }) => node('Identity', ['x'], [name!]));
  const bytes = encodeModel(modelProto({ graph: graph({ nodes, inputs, outputs }) }));
  const runtime = describeRuntime(bytes, sampleSignature(classes), { outputs: names });
  return [runtime.labelTensor, runtime.probabilityTensor, runtime.valueTensor];
}

const label = valueInfo('label', 'int64', ['N']);
const three = (name: string) => valueInfo(name, 'float', ['N', 3]);

describe('describeRuntime', () => {
  it.each([
    [linearClassifier(), ['X', 'lbl', 'scores', null]],
    [linearClassifier({ probabilities: false }), ['X', 'lbl', null, null]],
    [perceptron(), ['features', null, 'p', null]],
    [forestClassifier(), ['input', 'output_label', 'output_probability', null]],
    [linearRegressor(), ['x', null, null, 'price']],
  ])('finds the tensors of %#', ({ bytes, signature }, [input, labels, probabilities, value]) => {
    expect(describeRuntime(bytes, signature)).toEqual({
      inputTensor: input,
      labelTensor: labels,
      probabilityTensor: probabilities,
      valueTensor: value,
      chunkRows: null,
      opset: 21,
      irVersion: 10,
    });
  });

  it('takes probabilities by their width, and ignores what has no role', () => {
    const outputs = [valueInfo('margins', 'float', ['N', 6]), three('p'), valueInfo('d', 'double', ['N'])];
    expect(roles([...outputs, label], [1, 2, 3])).toEqual(['label', 'p', null]);
  });

  it('prefers an output of known width to one that merely may fit', () => {
    expect(roles([valueInfo('any', 'float', ['N', 'K']), three('p')], [1, 2, 3])).toEqual([null, 'p', null]);
    expect(roles([valueInfo('any', 'float', ['N', 'K'])], [1, 2, 3])).toEqual([null, 'any', null]);
  });

  it('asks for a name when two outputs can be the probabilities', () => {
    expect(() => roles([three('p'), three('logits')], [1, 2, 3])).toThrow(
      'several of its outputs can be the probabilities: p (float [N, 3]), logits (float [N, 3])',
    );
  });

  it('takes the names it is given, null for none', () => {
    const outputs = [label, three('p'), three('logits')];
    expect(roles(outputs, [1, 2, 3], { probabilities: 'p' })).toEqual(['label', 'p', null]);
    expect(roles(outputs, [1, 2, 3], { probabilities: null })).toEqual(['label', null, null]);
    expect(roles(outputs, [1, 2, 3], { label: null, probabilities: 'logits' })).toEqual([
      null,
      'logits',
      null,
    ]);
  });

  it('refuses a name that is not there or does not fit', () => {
    expect(() => roles([label, three('p')], [1, 2, 3], { probabilities: 'q' })).toThrow('q, named as');
    expect(() => roles([label, three('p')], [1, 2, 3], { label: 'p' })).toThrow('is float [N, 3]');
  });

  it('refuses probabilities of another width than the classes, unless they are not wanted', () => {
    expect(() => roles([label, three('p')], [1, 2])).toThrow('p has 3 columns, and the signature 2 classes');
    expect(roles([label, three('p')], [1, 2], { probabilities: null })).toEqual(['label', null, null]);
  });

  it('names every width, and how to say that none are probabilities', () => {
    const outputs = [label, three('a'), valueInfo('b', 'float', ['N', 6])];
    const refused = () => roles(outputs, [1, 2]);
    expect(refused).toThrow('a has 3 columns, b has 6 columns, and the signature 2 classes');
    expect(refused).toThrow('outputs.probabilities null, on the command line --output probabilities=none');
  });

  it('says how to name an output, to users of the API and of the command line', () => {
    expect(() => roles([label, valueInfo('id', 'int64', ['N'])], [1, 2])).toThrow(
      'Say which: outputs.label with a name, or null for none; on the command line --output label=<name>, or label=none',
    );
  });

  it.each([
    [linearClassifier(), [9, 5, 3], '[3,5,9]'],
    [linearClassifier(), ['5', '3', '9'], '["3","5","9"]'],
    [forestClassifier(), ['rosé', 'red', 'white'], '["red","white","rosé"]'],
  ])("refuses the graph's own classes in another order %#", ({ bytes, signature }, classes, right) => {
    const permuted = { ...signature, classes };
    expect(() => describeRuntime(bytes, permuted)).toThrow(`(classifier.classes_ in scikit-learn): ${right}`);
    const alone = describeRuntime(bytes, permuted, { outputs: { probabilities: null } });
    expect(alone.probabilityTensor).toBeNull();
  });

  it('lets a graph rename its classes on their way out', () => {
    const { bytes, signature } = forestClassifier();
    const renamed = { ...signature, classes: ['r', 'w', 'white'] };
    expect(describeRuntime(bytes, renamed).probabilityTensor).toBe('output_probability');
  });

  it('refuses a lone probability and says how to give two', () => {
    expect(() => roles([valueInfo('p', 'float', ['N', 1])], [0, 1])).toThrow('two columns [1 - p, p]');
  });
});

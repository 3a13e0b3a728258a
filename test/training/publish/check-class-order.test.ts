import { describe, expect, it } from 'vitest';
import { checkClassOrder } from '../../../training/publish/check-class-order.ts';
import { sampleSignature } from '../../support/onnx-models.ts';

/** Checks answers of which each has this label and this most probable column, both positions. */
function check(rows: readonly (readonly [label: number, best: number])[], margin = 0.5) {
  const probabilities = rows.flatMap(([, best]) =>
    [0, 1, 2].map((column) => (column === best ? 0.3 + margin : 0.3)),
  );
  const output = {
    task: 'classification',
    labels: Int32Array.from(rows, ([label]) => label),
    probabilities: Float32Array.from(probabilities),
  } as const;
  return () => checkClassOrder(sampleSignature(['a', 'b', 'c']), output);
}

const repeat = <T>(count: number, rows: readonly T[]): T[] =>
  Array.from({ length: count }, () => rows).flat();
const agreeing = repeat(33, [
  [0, 0],
  [1, 1],
  [2, 2],
] as const);
const rotated = repeat(33, [
  [1, 0],
  [2, 1],
  [0, 2],
] as const);

describe('checkClassOrder', () => {
  it('takes answers that agree, near ties, and a calibrated model that differs on few', () => {
    expect(check(agreeing)).not.toThrow();
    expect(check(rotated, 5e-5)).not.toThrow();
    expect(check([...agreeing, ...rotated.slice(0, 5)])).not.toThrow();
    expect(check([...agreeing.slice(0, 5), [0, 1]])).not.toThrow();
  });

  it('refuses more than few, and the only one', () => {
    expect(check([...agreeing, ...rotated.slice(0, 6)])).toThrow('for 6 of 105 reference records');
    expect(check([...agreeing.slice(0, 5), [0, 1], [0, 1]])).toThrow('for 2 of 7 reference records');
    expect(check([[0, 1]])).toThrow('class-order');
  });

  it('gives the order that explains the answers, some exceptions apart', () => {
    expect(check(rotated)).toThrow('scikit-learn): ["b","c","a"]; or');
    expect(check([...rotated, ...agreeing.slice(0, 4)])).toThrow('scikit-learn): ["b","c","a"]; or');
  });

  it('finds the class that no record shows', () => {
    expect(check(rotated.filter(([label]) => label !== 0))).toThrow('scikit-learn): ["b","c","a"]; or');
  });

  it('gives no order where none explains the answers', () => {
    expect(check([...agreeing, ...rotated])).toThrow('scikit-learn); or');
    expect(check(repeat(9, [[0, 1]] as const))).toThrow('scikit-learn); or');
  });
});

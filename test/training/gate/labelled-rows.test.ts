import { expect, it } from 'vitest';
import { labelledRows } from '../../../training/gate/labelled-rows.ts';
import { sampleSignature } from '../../support/onnx-models.ts';

const records = [
  { a: 1, b: 2, c: 3, d: 4 },
  { a: 5, b: 6, c: 7, d: 8 },
];
const given = (labels: (string | number)[], rows: object[] = records) => ({
  source: 'rows.csv',
  records: rows as Record<string, unknown>[],
  labels,
  lines: [2, 4],
});

it('takes classes as text or numbers, in the order of the model', () => {
  const signature = sampleSignature([5, 6]);
  const values = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const expected = { values, count: 2, width: 4, labels: Int32Array.of(1, 0), classes: 2 };
  expect(labelledRows(signature, given(['6', '5']))).toEqual(expected);
  expect(labelledRows(signature, given([6, 5]))).toEqual(expected);
});

it('takes the values of a regression', () => {
  expect(labelledRows(sampleSignature([]), given(['1.5', '-2']))).toMatchObject({
    targets: Float64Array.of(1.5, -2),
  });
});

it('names the line of what does not fit', () => {
  expect(() => labelledRows(sampleSignature(['no', 'yes']), given(['yes', 'maybe']))).toThrow(
    'rows.csv line 4: the target is "maybe", which is none of the model\'s classes "no", "yes"',
  );
  expect(() => labelledRows(sampleSignature([]), given(['1', '']))).toThrow(
    'rows.csv line 4: the target is ""',
  );
  const broken = given(['no', 'no'], [records[0]!, { a: 1 }]);
  expect(() => labelledRows(sampleSignature(['no', 'yes']), broken)).toThrow(
    /rows\.csv line 4: record 1 breaks/,
  );
});

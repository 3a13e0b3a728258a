import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readReferenceLabels } from '../../../bin/records/reference-labels.ts';
import { sampleSignature } from '../../support/onnx-models.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const signature = { ...sampleSignature(['no', 'yes']), predictionKey: 'answer' };

async function truthOf(name: string, text: string, target?: string) {
  const file = join(await temporaryDirectory(), name);
  await writeFile(file, text);
  const records = text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  return readReferenceLabels(file, signature, records, target);
}

test('the truth is in the column that is called as the prediction is, or in the one that is named', async () => {
  const { truth, note } = await truthOf('r.csv', 'a,answer\n1,yes\n2,no\n');
  expect([[...truth!], note]).toEqual([[1, 0], 'truth from "answer"']);
  expect([...(await truthOf('r.csv', 'a,was\n1,no\n2,yes\n', 'was')).truth!]).toEqual([0, 1]);
  const lines = '{"a": 1, "answer": "yes"}\n{"a": 2, "answer": "no"}\n';
  expect([...(await truthOf('r.jsonl', lines)).truth!]).toEqual([1, 0]);
});

test('a column that nobody named and that is none is passed over, and said to be', async () => {
  expect(await truthOf('r.csv', 'a\n1\n')).toEqual({
    truth: undefined,
    note: 'no column "answer" holds the truth: accuracy will not be estimated',
  });
  expect(await truthOf('r.csv', 'a,answer\n1,perhaps\n')).toEqual({
    truth: undefined,
    note: '"answer" is not the truth: accuracy will not be estimated',
  });
});

test('a named column must be there and fit', async () => {
  await expect(truthOf('r.csv', 'a\n1\n', 'was')).rejects.toThrow(/r\.csv has no "was" in every row/);
  await expect(truthOf('r.csv', 'a,was\n1,yes\n2,perhaps\n', 'was')).rejects.toThrow(
    /r\.csv line 3: the target is "perhaps", which is none of the model's classes/,
  );
});

import { expect, test } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { prepareSearch } from '../../../training/search/prepare.ts';
import { openOwnStudy } from '../../../training/task/own-study.ts';
import { programSchema } from '../../../training/trial/program/specification.ts';
import { laboratory, quickSearch } from '../search/support.ts';

const PROGRAM = programSchema.parse({
  command: ['node', 'trainer.js'],
  space: { depth: { kind: 'int', low: 1, high: 4 } },
});

test('a task takes a study of its own families, and none with programs, which another may have written', async () => {
  const lab = await laboratory();
  await prepareSearch(quickSearch(lab));
  expect((await openOwnStudy(lab.store, 'quick')).name).toBe('quick');
  const programs = { mine: PROGRAM };
  await prepareSearch({ ...quickSearch(lab), study: 'foreign', families: undefined, programs });
  const opening = openOwnStudy(lab.store, 'foreign');
  await expect(opening).rejects.toThrow(UserError);
  await expect(opening).rejects.toThrow(/foreign has trainers that are programs \(mine\)/);
});

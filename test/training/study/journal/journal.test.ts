import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { studyDefinitionSchema } from '../../../../training/study/definition.ts';
import { journalRecords } from '../../../../training/study/journal/journal.ts';
import { draftOf } from '../support/drafts.ts';
import { everyKindOfTrial } from './every-kind-of-trial.ts';

/** What Optuna 5.0 opened (check_optuna.py beside it): see run-optuna.ts. */
const GOLDEN = readFileSync(join(import.meta.dirname, 'golden.jsonl'), 'utf8');

test('a study with a trial in every state is the journal that Optuna was seen to open', () => {
  const own = { schema: 1, writeId: 'w', createdAt: '2026-01-01T00:00:00Z' };
  const definition = studyDefinitionSchema.parse({ ...own, ...draftOf() });
  const lines = journalRecords(definition, everyKindOfTrial).map((record) => `${JSON.stringify(record)}\n`);
  expect(lines.join('')).toBe(GOLDEN);
});

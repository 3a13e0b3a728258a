import type { Study } from '../study.ts';
import { journalRecords } from './journal.ts';

/** The journal of a study for Optuna and optuna-dashboard: lines of JSON, the last one with its line break. */
export async function exportJournal(study: Study): Promise<string> {
  const records = journalRecords(study.definition, await study.trials());
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

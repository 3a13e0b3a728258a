import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf, UserError } from '../../lib/contract/errors.ts';

/** The files of a load's report, by their names in its directory. */
export const REPORT_FILES = {
  ledger: 'ledger.jsonl',
  fix: 'fix.json',
  summary: 'summary.json',
  page: 'report.html',
} as const;

/**
 * Makes the directory of a report, and its ledger in it, empty: of two loads that want the same place at once, one
 * gets it.
 * @throws UserError when it cannot be made, or holds a report already
 */
export async function openReport(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, REPORT_FILES.ledger), '', { flag: 'wx' });
  } catch (cause) {
    throw await troubleOf(directory, cause);
  }
}

async function troubleOf(directory: string, cause: unknown): Promise<UserError> {
  const holdsOne = await access(join(directory, REPORT_FILES.ledger)).then(
    () => true,
    () => false,
  );
  const what = holdsOne
    ? `${directory} holds the ledger of another load; expected a new directory: name one with --report, or leave the option out`
    : `the report's directory ${directory} cannot be made (${reasonOf(cause)}); name another with --report`;
  return new UserError(what, { cause });
}

/** Writes a file of the report: it is there whole, or not at all. */
export async function writeReportFile(directory: string, name: string, text: string): Promise<void> {
  const file = join(directory, name);
  await writeFile(`${file}.part`, text);
  await rename(`${file}.part`, file);
}

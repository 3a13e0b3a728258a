import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openReport, REPORT_FILES } from '../../../bin/load/report-files.ts';
import { UserError } from '../../../lib/contract/errors.ts';
import { scratch } from '../support/registries.ts';

test('of loads that begin at once in one place, one has it', async () => {
  const directory = join(scratch(), 'report');
  const openings = await Promise.allSettled([1, 2, 3].map(() => openReport(directory)));
  const refusals = openings.flatMap((opening) => (opening.status === 'rejected' ? [opening.reason] : []));
  expect(refusals).toHaveLength(2);
  for (const refusal of refusals) {
    expect(refusal).toBeInstanceOf(UserError);
    expect(refusal.message).toMatch(/holds the ledger of another load; .*--report/);
  }
  expect(readdirSync(directory)).toEqual([REPORT_FILES.ledger]);
});

test('a place that cannot be a directory is a mistake', async () => {
  const file = join(scratch(), 'file');
  writeFileSync(file, '');
  await expect(openReport(file)).rejects.toThrow(/cannot be made \(.*name another with --report/);
});

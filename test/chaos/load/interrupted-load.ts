import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPORT_FILES } from '../../../bin/load/report-files.ts';
import { loadSummarySchema } from '../../../bin/load/summary.ts';
import { format } from './checks.ts';
import { ledgerById, outputRecords, quarantineById, timesById } from './found.ts';
import { exits, type Scene } from './scene.ts';

/** A load that Ctrl-C stops: every record that went out is where it belongs, and ledger and report say so. */
export async function interruptedLoad(scene: Scene): Promise<void> {
  const { stack, store, checks, home, client, rps, errors, seed } = scene;
  console.log('\nweir load, stopped by Ctrl-C after some seconds');
  const directory = join(home, 'stopped');
  const options = ['--duration', '60', '--rps', rps, '--inject-errors', errors, '--seed', `${seed + 1}`];
  const run = await stack.runAndInterrupt(/sent: /, 4000, 'load', ...options, '--report', directory);
  exits('weir load', run, 130, checks);
  const text = await readFile(join(directory, REPORT_FILES.summary), 'utf8');
  const { accounting, interrupted } = loadSummarySchema.parse(JSON.parse(text));
  console.log(`  ${accounting.sentence}`);
  checks.hold(
    'the summary says that it was stopped, and holds',
    interrupted && accounting.holds,
    `${format(accounting.sent)} sent`,
  );
  checks.hold(
    'it was stopped in the middle',
    accounting.sent > 0 && accounting.sent < 60 * Number(rps),
    format(accounting.sent),
  );
  const ledger = await ledgerById(join(directory, REPORT_FILES.ledger));
  checks.equal('entries of the ledger', ledger.size, accounting.sent);
  const predicted = timesById(await outputRecords(client, stack.outputStream));
  const quarantined = await quarantineById(store, stack.model);
  const wrong = [...ledger].filter(
    ([id, { expects }]) =>
      predicted.has(id) !== (expects === 'prediction') || quarantined.has(id) !== (expects === 'rejection'),
  );
  checks.equal('records that are not where they belong', wrong.length, 0);
  const page = await access(join(directory, REPORT_FILES.page)).then(
    () => true,
    () => false,
  );
  checks.hold('the page is there', page, REPORT_FILES.page);
}

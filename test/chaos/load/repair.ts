import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPORT_FILES } from '../../../bin/load/report-files.ts';
import type { LoadSummary } from '../../../bin/load/summary.ts';
import { Account } from '../../../lib/accounting/account.ts';
import type { LedgerEntry } from '../../../lib/accounting/ledger-entry.ts';
import { type Verdict, verdictText } from '../../../lib/accounting/verdict.ts';
import { keys } from '../../../lib/contract/keys.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import { DirectoryStore } from '../../../lib/registry/adapters/directory.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import type { ShardRecord } from '../../../lib/streams/read-stream.ts';
import { ledgerById, outputRecords, quarantineById, repairableIds, stateOf, timesById } from './found.ts';
import { exits, type Scene, STEADY, sameIds } from './scene.ts';

/** `weir replay --fix`: what can be mended is predicted under its own id, the rest stays; a second one does nothing. */
export async function repair(scene: Scene, summary: LoadSummary): Promise<void> {
  const { stack, store, checks, home, client } = scene;
  console.log('\nweir replay --fix');
  const directory = join(home, STEADY);
  const fixFile = join(directory, REPORT_FILES.fix);
  const registry = new ModelRegistry(new DirectoryStore(join(home, 'registry')));
  const { signature } = await registry.manifest(stack.model, summary.versions[0]!);
  const before = await quarantineById(store, stack.model);
  const repairable = repairableIds(before, JSON.parse(await readFile(fixFile, 'utf8')), signature);
  const announced = summary.kinds.filter((kind) => kind.repairable).reduce((sum, { sent }) => sum + sent, 0);
  checks.equal('repairable, of those that the load announced', repairable.size, announced);

  const first = await stack.run('replay', '--all', '--fix', fixFile, '--json');
  exits('weir replay', first, 0, checks);
  const report = JSON.parse(first.stdout) as { predicted: number; rejected: number };
  checks.equal('predicted by the replay', report.predicted, repairable.size);
  checks.equal('rejected again', report.rejected, before.size - repairable.size);

  const ledger = await ledgerById(join(directory, REPORT_FILES.ledger));
  const output = await outputRecords(client, stack.outputStream);
  const good = [...ledger].filter(([, { expects }]) => expects === 'prediction').map(([id]) => id);
  sameIds(
    'predicted: the good ones and the repaired ones, under their ids',
    new Set(timesById(output).keys()),
    new Set([...good, ...repairable]),
    checks,
  );
  const verdict = accountOf({ ledger, repairable, output, quarantined: before }, signature);
  checks.hold('the accounting, marks included, holds', verdict.passed, `\n${verdictText(verdict)}`);
  await replayAgain(scene, fixFile, output.length);
}

interface Found {
  readonly ledger: ReadonlyMap<string, LedgerEntry>;
  readonly repairable: ReadonlySet<string>;
  readonly output: readonly ShardRecord[];
  readonly quarantined: ReadonlyMap<string, string>;
}

/** After the repair, what was mended is to be predicted. */
function accountOf({ ledger, repairable, output, quarantined }: Found, signature: Signature): Verdict {
  const account = new Account({ order: 'none', markKey: signature.carriedKeys[0], replayed: true });
  const mended = (entry: LedgerEntry) => ({ ...entry, expects: 'prediction' as const });
  account.acknowledged([...ledger].map(([id, entry]) => (repairable.has(id) ? mended(entry) : entry)));
  for (const record of output) account.predicted(record);
  for (const line of quarantined.values()) account.quarantined(line);
  return account.verdict();
}

async function replayAgain(scene: Scene, fixFile: string, outputBefore: number): Promise<void> {
  const { stack, store, checks, client } = scene;
  const state = async () => [
    await stateOf(store, keys.replaysPrefix()),
    await stateOf(store, keys.quarantinePrefix(stack.model)),
  ];
  const before = await state();
  const second = await stack.run('replay', '--all', '--fix', fixFile, '--json');
  exits('a second weir replay', second, 0, checks);
  const same = before.join('\n\n') === (await state()).join('\n\n');
  const staying = (await quarantineById(store, stack.model)).size;
  checks.hold(
    'it changes no mark and no quarantined record',
    same && before[0] !== '',
    `${staying} stay in the quarantine`,
  );
  const outputAfter = (await outputRecords(client, stack.outputStream)).length;
  checks.equal('it adds nothing to the output stream', outputAfter, outputBefore);
}

import { readLedger } from '../../lib/accounting/ledger.ts';
import { idOf } from '../../lib/accounting/ledger-entry.ts';

/** The ids of all records that a producer's ledger names. @throws UserError when the file is no ledger */
export async function ledgerIds(file: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const entries of readLedger(file)) for (const entry of entries) ids.add(idOf(entry));
  return ids;
}

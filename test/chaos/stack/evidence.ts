import { Account, type AccountOptions } from '../../../lib/accounting/account.ts';
import type { LedgerEntry } from '../../../lib/accounting/ledger-entry.ts';
import { keys } from '../../../lib/contract/keys.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../../lib/registry/object-store.ts';
import { MODEL, OUTPUT, type StandInStack } from './stand-in-stack.ts';

/** The account of a run: what the producer was told, against all that the output stream and the store hold. */
export async function accountOf(
  { output, store }: StandInStack,
  acknowledged: AsyncIterable<Iterable<LedgerEntry>> | Iterable<Iterable<LedgerEntry>>,
  options: AccountOptions,
): Promise<Account> {
  const account = new Account(options);
  for await (const entries of acknowledged) account.acknowledged(entries);
  for (const record of output.records(OUTPUT)) account.predicted(record);
  for await (const [key, text] of objects(store, keys.quarantinePrefix(MODEL))) {
    for (const line of text.trimEnd().split('\n')) account.quarantined(line, key);
  }
  for await (const [key, text] of failedBatches({ store })) account.failed(JSON.parse(text), key);
  return account;
}

/** What is in the destination: keys and texts. */
export function failedBatches({ store }: Pick<StandInStack, 'store'>): AsyncIterable<[string, string]> {
  return objects(store, keys.failedBatchesPrefix());
}

async function* objects(store: ObjectStore, prefix: string): AsyncGenerator<[string, string]> {
  for await (const { key } of store.list(prefix)) {
    const object = await store.get(key);
    if (object !== undefined && object !== NOT_MODIFIED) yield [key, Buffer.from(object.body).toString()];
  }
}

import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLedger, readLedger } from '../../../lib/accounting/ledger.ts';
import type { LedgerEntry } from '../../../lib/accounting/ledger-entry.ts';
import { UserError } from '../../../lib/contract/errors.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { entry } from './honest-run.ts';

async function ledgerFile(): Promise<string> {
  return join(await temporaryDirectory(), 'run', 'ledger.jsonl');
}

async function entriesOf(file: string): Promise<readonly LedgerEntry[]> {
  return (await Array.fromAsync(readLedger(file))).flat();
}

test('entries are read as they were appended, also by calls that overlap', async () => {
  const file = await ledgerFile();
  const ledger = await openLedger(file);
  await Promise.all([ledger.append([entry(1), entry(2)]), ledger.append([entry(3)]), ledger.append([])]);
  await ledger.append([entry(4, { partitionKey: 'Schlüssel\n' })]);
  await ledger.close();
  expect(await entriesOf(file)).toEqual([
    entry(1),
    entry(2),
    entry(3),
    entry(4, { partitionKey: 'Schlüssel\n' }),
  ]);
});

test('an appended entry is in the file by the time that it counts as acknowledged', async () => {
  const file = await ledgerFile();
  const ledger = await openLedger(file);
  await ledger.append([entry(1)]);
  expect(await entriesOf(file)).toEqual([entry(1)]);
  await ledger.close();
});

test('a last line that SIGKILL tore is passed over, and cut off by the next producer', async () => {
  const file = await ledgerFile();
  const first = await openLedger(file);
  await first.append([entry(1)]);
  await first.close();
  const whole = await readFile(file, 'utf8');
  await appendFile(file, whole.slice(0, 30));
  expect(await entriesOf(file)).toEqual([entry(1)]);

  const second = await openLedger(file);
  await second.append([entry(2)]);
  await second.close();
  expect(await entriesOf(file)).toEqual([entry(1), entry(2)]);
});

test('a torn line is cut off however long it is, and however little is before it', async () => {
  const file = await ledgerFile();
  await (await openLedger(file)).close();
  await writeFile(file, 'x'.repeat(200_000));
  const ledger = await openLedger(file);
  await ledger.append([entry(1)]);
  await ledger.close();
  expect(await entriesOf(file)).toEqual([entry(1)]);
});

test.each([
  ['text that is no JSON', 'not json', 'line 2 is no ledger entry'],
  ['an entry without its shard', JSON.stringify({ ...entry(2), shardId: undefined }), 'shardId: '],
  [
    'a sequence number that is none',
    JSON.stringify({ ...entry(2), sequenceNumber: '1e5' }),
    'decimal digits',
  ],
  ['a field that nobody knows', JSON.stringify({ ...entry(2), extra: 1 }), 'extra'],
  ['an empty line', '', 'line 2'],
])('%s in the middle is a mistake that names its line', async (_, line, message) => {
  const file = await ledgerFile();
  await (await openLedger(file)).close();
  await writeFile(file, `${JSON.stringify(entry(1))}\n${line}\n${JSON.stringify(entry(3))}\n`);
  const reading = entriesOf(file);
  await expect(reading).rejects.toThrow(UserError);
  await expect(reading).rejects.toThrow(message);
});

test('a ledger that is not there, or is a directory, is a mistake of the user', async () => {
  await expect(entriesOf(join(await temporaryDirectory(), 'none'))).rejects.toThrow(UserError);
  await expect(openLedger(await temporaryDirectory())).rejects.toThrow(UserError);
});

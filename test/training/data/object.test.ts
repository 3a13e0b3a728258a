import { expect, it } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import { loadTable } from '../../../training/data/load.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { smallWineCsv } from '../tables.ts';

/** A bucket with one file, as a directory. */
async function bucket() {
  const directory = await temporaryDirectory();
  const opened: string[] = [];
  await openStore(directory).create('wines.csv', new TextEncoder().encode(smallWineCsv(30)));
  const opens = (location: string) => {
    opened.push(location);
    return openStore(directory);
  };
  return { opened, openStore: opens };
}

it('reads data from S3, with their time', async () => {
  const { opened, openStore } = await bucket();
  const table = await loadTable({ data: 's3://lake/datasets/wines.csv', openStore });
  expect(opened).toEqual(['s3://lake/datasets']);
  expect(table).toMatchObject({ source: 's3://lake/datasets/wines.csv', synthetic: false });
  expect(table.rows).toHaveLength(30);
  expect(table.modifiedAt!.getTime()).toBeGreaterThan(0);
});

it.each([
  ['what is not there', 's3://lake/datasets/none.csv', undefined, /none.csv is not there/],
  ['a bucket alone', 's3://lake', undefined, /names no object; expected s3:/],
  [
    'data outside the prefix',
    's3://other/wines.csv',
    's3://lake/datasets',
    /is not under s3:\/\/lake\/datasets\//,
  ],
  ['a prefix that only begins alike', 's3://lake/datasets-2/wines.csv', 's3://lake/datasets', /is not under/],
  ['a way out of the prefix', 's3://lake/datasets/../wines.csv', 's3://lake/datasets/', /is not under/],
  ['a file where S3 is asked for', 'wines.csv', 's3://lake/datasets', /is not under/],
])('refuses %s with what to do', async (_, data, dataPrefix, message) => {
  const { openStore, opened } = await bucket();
  const loading = loadTable({ data, dataPrefix, openStore });
  await expect(loading).rejects.toThrow(UserError);
  await expect(loading).rejects.toThrow(message);
  if (dataPrefix !== undefined) expect(opened).toEqual([]);
});

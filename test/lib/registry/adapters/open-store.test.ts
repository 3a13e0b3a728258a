import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../../../lib/contract/errors.ts';
import { DirectoryStore } from '../../../../lib/registry/adapters/directory.ts';
import { openStore } from '../../../../lib/registry/adapters/open-store.ts';
import { S3Store } from '../../../../lib/registry/adapters/s3.ts';

test.each([
  ['s3://weir-registry', 's3://weir-registry'],
  ['s3://weir-registry/', 's3://weir-registry'],
  ['s3://weir-registry/team/a', 's3://weir-registry/team/a'],
  ['s3://weir-registry/team/a/', 's3://weir-registry/team/a'],
])('%s is a place in S3', (location, canonical) => {
  const store = openStore(location);
  expect(store).toBeInstanceOf(S3Store);
  expect(store.location).toBe(canonical);
});

test.each(['.weir/registry', '/var/lib/weir', 's3', 'C:registry'])('%s is a directory', (location) => {
  const store = openStore(location);
  expect(store).toBeInstanceOf(DirectoryStore);
  expect(store.location).toBe(resolve(location));
});

test.each([
  '',
  ' ',
  's3://',
  's3://A',
  's3:///prefix',
  's3://weir//x',
  's3://weir/../x',
  'gs://bucket',
  'file:///tmp',
])('%j is refused with what to give instead', (location) => {
  expect(() => openStore(location)).toThrow(UserError);
  expect(() => openStore(location)).toThrow(JSON.stringify(location));
});

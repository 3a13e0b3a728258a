import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('LocalStack is pinned to the last release without a token, and listens on this machine alone', () => {
  const file = readFileSync(join(import.meta.dirname, '../../../localstack/compose.yml'), 'utf8');
  const images = [...file.matchAll(/^\s*image: (.*)$/gm)].map((match) => match[1]);
  const ports = [...file.matchAll(/^\s*- "(.*:\d+)"$/gm)].map((match) => match[1]);

  expect(images).toEqual(['localstack/localstack:4.14.0']);
  expect(ports.length).toBeGreaterThan(0);
  expect(ports.filter((port) => !port?.startsWith('127.0.0.1:'))).toEqual([]);
});

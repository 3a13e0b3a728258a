import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFixFile } from '../../../bin/replay/fix-file.ts';
import { scratch } from '../support/registries.ts';

async function fixOf(text: string) {
  const file = join(scratch(), 'fix.json');
  writeFileSync(file, text);
  return readFixFile(file, undefined);
}

test('the digits of a default stay as a person wrote them', async () => {
  const fix = await fixOf('{"default": {"a": 12345678901234567890, "b": -0, "c": 0.50, "d": 1e400}}');
  expect(fix.default).toEqual({ a: '12345678901234567890', b: '-0', c: '0.50', d: '1e400' });
});

test('a byte order mark, which editors add, is none of the fix', async () => {
  expect((await fixOf('\ufeff{"toNumber": ["a"]}')).toNumber).toEqual(['a']);
});

test.each(['{"toNumber": ["a"]', `${'['.repeat(100_000)}`, ''])('%.20s is a mistake', async (text) => {
  await expect(fixOf(text)).rejects.toThrow(/fix\.json is not JSON .* expected a fix/);
});

import { describe, expect, it } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { numberColumn, readTable, textColumn } from '../../../training/data/table.ts';
import { tableOf } from '../tables.ts';

describe('a table', () => {
  it('is known by the SHA-256 of its bytes', () => {
    expect(tableOf('a,b\n1,2\n').sha256).toBe(
      '492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470',
    );
  });

  it.each([
    ['an empty file', '', /is empty/],
    ['a header alone', 'a,b\n', /no rows/],
    ['two columns of one name', 'a,a\n1,2\n', /two columns are named "a"/],
    ['a row that is too short', 'a,b\n1,2\n3\n', /line 3 has 1 cells/],
  ])('refuses %s', (_, text, message) => {
    expect(() => tableOf(text)).toThrow(UserError);
    expect(() => tableOf(text)).toThrow(message);
  });

  it.each([
    ['UTF-16 with its mark', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), /it is UTF-16; save it as UTF-8/],
    [
      'UTF-16 without it',
      Buffer.from('a,b\n1,2\n', 'utf16le'),
      /is no UTF-8 text: it is of another encoding/,
    ],
    ['Latin-1', Buffer.from('Größe,b\n1,2\n', 'latin1'), /is no UTF-8 text/],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), /or no text at all/],
  ])('refuses %s by its encoding, not by what it looks like as CSV', (_, bytes, message) => {
    expect(() => readTable(bytes, 'rows.csv')).toThrow(UserError);
    expect(() => readTable(bytes, 'rows.csv')).toThrow(message);
  });

  it('reads UTF-8 with or without a byte order mark', () => {
    expect(readTable(Buffer.from('\ufeffGröße,b\n1,2\n'), 'rows.csv').columns).toEqual(['Größe', 'b']);
  });
});

describe('numberColumn', () => {
  it('reads numbers exactly as JSON would carry them', () => {
    const table = tableOf('a\n0.27\n1e-3\n +7.\n-.5\n');
    expect([...numberColumn(table, 'a')]).toEqual([0.27, 0.001, 7, -0.5]);
  });

  it.each([
    ['red', /line 3, column "a": "red" is not a number/],
    ['0x10', /"0x10" is not a number/],
    ['NaN', /"NaN" is not a number/],
    ['1,5', /not a number/],
    ['1e39', /1e39 is too large for a 32-bit float/],
    ['', /line 3, column "a": the cell is empty/],
  ])('names line and column of a cell that is no number: %j', (cell, message) => {
    const table = tableOf(`a;b\n1;x\n${cell};y\n`);
    expect(() => numberColumn(table, 'a')).toThrow(UserError);
    expect(() => numberColumn(table, 'a')).toThrow(message);
  });

  it('lists the columns when there is none of the name', () => {
    expect(() => textColumn(tableOf('a,b\n1,2\n'), 'c')).toThrow(/no column "c".*a, b/);
  });
});

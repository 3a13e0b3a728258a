import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { columnIndex, parseCsv } from '../../../training/data/csv.ts';

const source = 'wine.csv';

describe('parseCsv', () => {
  it.each([
    ['comma', 'a,b\n1,2\n'],
    ['semicolon and quoted headers', '"a";"b"\r\n1;2\r\n'],
    ['tab and no last line break', 'a\tb\n1\t2'],
    ['byte order mark and empty lines', '\ufeffa,b\n\n1,2\n\n'],
  ])('finds the delimiter: %s', (_, text) => {
    expect(parseCsv(text, { source })).toMatchObject({ columns: ['a', 'b'], rows: [['1', '2']] });
  });

  it('reads quoted cells with delimiters, quotes and line breaks, and counts lines', () => {
    const table = parseCsv('name,note\n"a,b","say ""hi""\nthere"\nc,\n', { source });
    expect(table.rows).toEqual([
      ['a,b', 'say "hi"\nthere'],
      ['c', ''],
    ]);
    expect(table.lines).toEqual([2, 4]);
  });

  it.each([
    ['', /empty/],
    ['a,b\n1\n', /line 2 has 1 cells, the header 2/],
    ['a,b\n1,2\n\n1,2,3\n', /line 4 has 3 cells/],
    ['a,b\n"1,2\n', /line 2: a quote is opened/],
    ['a,b\n"1"x,2\n', /line 2: text follows a closing quote/],
    ['a,a\n1,2\n', /two columns are named "a" \(1 and 2\); rename one/],
    ['a,\n1,2\n', /column 2 has no name/],
  ])('refuses %j and says where', (text, message) => {
    expect(() => parseCsv(text, { source })).toThrow(message);
    expect(() => parseCsv(text, { source })).toThrow(UserError);
  });

  it('names the columns there are when one is missing', () => {
    const table = parseCsv('a,b\n1,2\n', { source });
    expect(columnIndex(table, 'b', source)).toBe(1);
    expect(() => columnIndex(table, 'c', source)).toThrow('its columns are: a, b');
  });

  it('reads back any table that is quoted throughout', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 8 });
    const table = fc
      .integer({ min: 2, max: 5 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 6 }));
    fc.assert(
      fc.property(table, fc.constantFrom(',', ';', '\t'), (rows, delimiter) => {
        const width = rows[0]?.length ?? 2;
        const header = Array.from({ length: width }, (_, i) => `c${i}`);
        const text = [header, ...rows]
          .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(delimiter))
          .join('\n');
        expect(parseCsv(text, { source }).rows).toEqual(rows);
      }),
    );
  });
});

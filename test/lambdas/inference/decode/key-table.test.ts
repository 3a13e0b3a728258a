import { describe, expect, it } from 'vitest';
import { KeyTable, KIND } from '../../../../lambdas/inference/decode/key-table.ts';

const PADDING = 512;

function table(...names: string[]): KeyTable {
  return new KeyTable(
    new Map(names.map((name, column) => [name, { kind: KIND.number, column, carried: -1 }])),
  );
}

function find(keys: KeyTable, text: string): number {
  return keys.find(Buffer.from(text + '\0'.repeat(PADDING)), 0);
}

describe('a key table', () => {
  it('matches exactly the bytes of its keys, whatever their length', () => {
    const names = ['x', 'xy', 'xyz', 'wxyz', 'volatile acidity', 'été', 'a "quoted" name'];
    const keys = table(...names);
    for (const [i, name] of names.entries()) {
      for (const other of names) {
        const bytes = Buffer.from(`${JSON.stringify(other)}:1${'\0'.repeat(PADDING)}`);
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
        expect(keys.matches(view, 0, i)).toBe(other === name);
        expect(keys.find(bytes, 0) === i).toBe(other === name);
      }
    }
  });

  it('learns strangers, so that they are found again', () => {
    const keys = table('alcohol');
    const stranger = find(keys, '"pH":');
    expect(stranger).toBeGreaterThan(0);
    expect(find(keys, '"pH":')).toBe(stranger);
    expect(keys.kind[stranger]).toBe(KIND.skip);
  });

  it.each(['pH:', '"pH" :', '"p\\u0048":', '"ph', '"":', '"\u0001":', `"${'x'.repeat(300)}":`])(
    'does not learn %j',
    (text) => {
      expect(find(table('alcohol'), text)).toBe(-1);
    },
  );

  it('has room for 64 strangers and forgets them with the next batch once they are too many', () => {
    const keys = table('alcohol');
    for (let i = 0; i < 64; i++) expect(find(keys, `"stranger-${i}":`)).toBe(i + 1);
    expect(find(keys, '"one more":')).toBe(-1);
    keys.startBatch();
    expect(find(keys, '"one more":')).toBe(1);
    expect(find(keys, '"alcohol":')).toBe(0);
  });
});

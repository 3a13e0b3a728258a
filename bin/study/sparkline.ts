const BLOCKS = '▁▂▃▄▅▆▇█';

/** What is in a column without a block, such as a trial without a value. */
export type Mark = '·' | '×' | '…' | ' ';

/**
 * Values as blocks of eight heights, from the lowest to the highest, and marks as they are. More than there are
 * columns are shown by the last of each column.
 */
export function sparkline(values: readonly (number | Mark)[], columns: number): string {
  const shown = thinned(values, columns);
  const known = shown.filter((value) => typeof value === 'number');
  const low = Math.min(...known);
  const range = Math.max(...known) - low;
  return shown
    .map((value) => (typeof value === 'number' ? block(range === 0 ? 1 : (value - low) / range) : value))
    .join('');
}

/** @param share from 0 to 1 */
function block(share: number): string {
  return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(share * BLOCKS.length))]!;
}

function thinned<T>(values: readonly T[], columns: number): readonly T[] {
  if (values.length <= columns) return values;
  return Array.from(
    { length: columns },
    (_, at) => values[Math.ceil(((at + 1) * values.length) / columns) - 1]!,
  );
}

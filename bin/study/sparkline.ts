const BLOCKS = '▁▂▃▄▅▆▇█';

/**
 * Values as blocks of eight heights, from the lowest to the highest; a null is a blank. More values than columns are
 * shown by the last of each column.
 */
export function sparkline(values: readonly (number | null)[], columns: number): string {
  const shown = thinned(values, columns);
  const known = shown.filter((value) => value !== null);
  const low = Math.min(...known);
  const range = Math.max(...known) - low;
  return shown
    .map((value) => (value === null ? ' ' : block(range === 0 ? 1 : (value - low) / range)))
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

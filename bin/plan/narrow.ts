import { table } from '../terminal/table.ts';

/** A line in pieces of at most so many columns, cut between words; what follows the first piece is indented. */
export function wrapped(line: string, columns: number): string[] {
  if (line.length <= columns) return [line];
  const indent = ' '.repeat(line.search(/\S|$/) + 2);
  const pieces: string[] = [];
  let rest = line;
  while (rest.length > columns) {
    const cut = rest.lastIndexOf(' ', columns);
    const end = cut > indent.length ? cut : columns;
    pieces.push(rest.slice(0, end).trimEnd());
    rest = indent + rest.slice(end).trimStart();
  }
  return [...pieces, rest];
}

/**
 * A table of which the last column says how each row came about: beside the others, or on lines of its own where
 * it would not fit.
 * @param header empty names: no header
 */
export function explained(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number,
): string[] {
  const headed = header.some((name) => name !== '');
  const indented = (lines: readonly string[]) => (headed ? lines : lines.slice(2)).map((line) => `  ${line}`);
  const beside = indented(table(header, rows));
  if (Math.max(...beside.map((line) => line.length)) <= columns) return beside;
  const short = indented(
    table(
      header.slice(0, -1),
      rows.map((row) => row.slice(0, -1)),
    ),
  );
  const first = headed ? 2 : 0;
  return short.flatMap((line, i) => [
    ...(line.trim() === '' ? [] : [line]),
    ...(i < first ? [] : wrapped(`      ${rows[i - first]!.at(-1)}`, columns)),
  ]);
}

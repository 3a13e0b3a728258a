/** The first and the last line of a run without gaps. */
export type LineRange = readonly [number, number];

/** @param lines ascending */
export function rangesOf(lines: readonly number[]): readonly LineRange[] {
  const ranges: [number, number][] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges;
}

/** Such as "lines 1–3, 7"; "line 7" when it is one. @param lines ascending, at least one */
export function linesText(lines: readonly number[]): string {
  const ranges = rangesOf(lines).map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`));
  return `${lines.length === 1 ? 'line' : 'lines'} ${ranges.join(', ')}`;
}

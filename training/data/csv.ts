import { UserError } from '../../lib/contract/errors.ts';

/**
 * CSV as people have it: RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180) with a comma, a semicolon or a tab
 * between the cells, quotes where needed, and any line ending. A byte order mark is dropped, empty lines too.
 */
export interface CsvTable {
  /** The column names of the first line, trimmed; distinct and not empty. */
  readonly columns: readonly string[];
  /** The cells of each row as text, as many as columns. */
  readonly rows: readonly (readonly string[])[];
  /** The line of the file that each row starts on, counted from 1. */
  readonly lines: readonly number[];
}

export interface CsvOptions {
  /** What a person calls the file, for messages. */
  readonly source: string;
  /** Default: of comma, semicolon and tab the one that the first line holds most often outside quotes. */
  readonly delimiter?: string;
  /** Whether messages may show a name: not where, without a header, it would be a value. Default: true. */
  readonly showsNames?: boolean;
}

const DELIMITERS = [',', ';', '\t'] as const;

/** @throws UserError with the line for an unclosed quote, a row of another width, or an unusable header */
export function parseCsv(text: string, options: CsvOptions): CsvTable {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const delimiter = options.delimiter ?? detectDelimiter(body);
  const records = readRecords(body, delimiter, options.source);
  const header = records[0];
  if (header === undefined) {
    throw new UserError(`${options.source} is empty; expected a line of column names, then one line per row`);
  }
  const columns = header.cells.map((name) => name.trim());
  checkColumns(columns, options);
  const data = records.slice(1);
  for (const { cells, line } of data) checkWidth(cells, columns, line, options.source);
  return { columns, rows: data.map((record) => record.cells), lines: data.map((record) => record.line) };
}

/** The position of a column. @throws UserError that lists the columns when it is none of them */
export function columnIndex(table: CsvTable, name: string, source: string): number {
  const index = table.columns.indexOf(name);
  if (index === -1) {
    throw new UserError(`${source} has no column "${name}"; its columns are: ${table.columns.join(', ')}`);
  }
  return index;
}

interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

function detectDelimiter(text: string): string {
  const counts = new Map<string, number>(DELIMITERS.map((delimiter) => [delimiter, 0]));
  let quoted = false;
  for (const char of text) {
    if (char === '"') quoted = !quoted;
    else if (!quoted && (char === '\n' || char === '\r')) break;
    else if (!quoted && counts.has(char)) counts.set(char, counts.get(char)! + 1);
  }
  return DELIMITERS.reduce((best, next) => (counts.get(next)! > counts.get(best)! ? next : best));
}

/** One pass over the text, a row at a time. */
function readRecords(text: string, delimiter: string, source: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let line = 1;
  let position = 0;
  while (position < text.length) {
    const row = readRow(text, position, delimiter, `${source} line ${line}`);
    if (row.cells.length > 1 || row.cells[0] !== '') records.push({ cells: row.cells, line });
    position = row.end + lineBreakAt(text, row.end);
    line += row.lineBreaks + 1;
  }
  return records;
}

interface Row {
  readonly cells: readonly string[];
  readonly end: number;
  readonly lineBreaks: number;
}

/** A cell that starts with a quote ends with one, and a doubled quote within stands for itself. */
function readRow(text: string, start: number, delimiter: string, place: string): Row {
  const cells: string[] = [];
  let lineBreaks = 0;
  for (let position = start; ; ) {
    const cell = text[position] === '"' ? quotedCell(text, position) : plainCell(text, position, delimiter);
    if (cell === undefined) throw new UserError(`${place}: a quote is opened but never closed`);
    cells.push(cell.text);
    lineBreaks += cell.lineBreaks;
    if (text[cell.end] !== delimiter) {
      if (cell.end === text.length || lineBreakAt(text, cell.end) > 0)
        return { cells, end: cell.end, lineBreaks };
      throw new UserError(
        `${place}: text follows a closing quote; quote the whole cell and double the quotes within`,
      );
    }
    position = cell.end + 1;
  }
}

interface Cell {
  readonly text: string;
  readonly end: number;
  readonly lineBreaks: number;
}

function plainCell(text: string, start: number, delimiter: string): Cell {
  let end = start;
  while (end < text.length && text[end] !== delimiter && lineBreakAt(text, end) === 0) end++;
  return { text: text.slice(start, end), end, lineBreaks: 0 };
}

function quotedCell(text: string, start: number): Cell | undefined {
  let end = start + 1;
  for (;;) {
    end = text.indexOf('"', end);
    if (end === -1) return undefined;
    if (text[end + 1] !== '"') break;
    end += 2;
  }
  const content = text.slice(start + 1, end).replaceAll('""', '"');
  return { text: content, end: end + 1, lineBreaks: content.split(/\r\n|\r|\n/).length - 1 };
}

/** The length of the line break at a position: 2 for CR LF, 1 for either alone, 0 for none. */
function lineBreakAt(text: string, position: number): number {
  const code = text.charCodeAt(position);
  if (code === 0x0d) return text.charCodeAt(position + 1) === 0x0a ? 2 : 1;
  return code === 0x0a ? 1 : 0;
}

function checkColumns(columns: readonly string[], { source, showsNames = true }: CsvOptions): void {
  const empty = columns.indexOf('');
  if (empty !== -1) throw new UserError(`${source}: column ${empty + 1} has no name; name every column`);
  const second = columns.findIndex((name, index) => columns.indexOf(name) !== index);
  if (second === -1) return;
  const which = `${columns.indexOf(columns[second]!) + 1} and ${second + 1}`;
  throw new UserError(
    showsNames
      ? `${source}: two columns are named "${columns[second]}" (${which}); rename one`
      : `${source}: two columns have the same name (${which}); rename one, or put a line of names first if there is none`,
  );
}

function checkWidth(
  cells: readonly string[],
  columns: readonly string[],
  line: number,
  source: string,
): void {
  if (cells.length !== columns.length) {
    throw new UserError(
      `${source} line ${line} has ${cells.length} cells, the header ${columns.length}; give each row one cell per column`,
    );
  }
}

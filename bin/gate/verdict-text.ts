import type { GateCheck, Verdict } from '../../lib/contract/verdict.ts';
import { table } from '../terminal/table.ts';
import { wrap } from '../terminal/wrap.ts';

/** What the gate found, for people: a table of the checks, and where the difference to the champion lies. */
export function verdictText(verdict: Verdict, width: number): string[] {
  return [...checkTable(verdict.checks, width), ...withBlank(differencePicture(verdict.checks, width))];
}

const HEADER = ['check', 'outcome', 'reason'] as const;

/** Reasons are sentences: they go on in the lines below. */
function checkTable(checks: readonly GateCheck[], width: number): string[] {
  const narrow = table(
    HEADER.slice(0, 2),
    checks.map(({ check, outcome }) => [check, outcome]),
  );
  const indent = narrow.reduce((most, line) => Math.max(most, line.length), 0) + 2;
  const rows = checks.flatMap(({ check, outcome, reason }) =>
    wrap(reason, width - indent).map((line, at) => (at === 0 ? [check, outcome, line] : ['', '', line])),
  );
  return table(HEADER, rows);
}

/** The interval of the difference on a line: brackets its bounds, a star its value, "|" no difference. */
export function differencePicture(checks: readonly GateCheck[], width: number): string[] {
  const figures = checks.find(({ check }) => check === 'quality')?.figures ?? {};
  const { metric, difference, low, high, asked } = figures;
  if (![difference, low, high, asked].every((value) => typeof value === 'number')) return [];
  const [value, from, to, limit] = [difference, low, high, asked] as [number, number, number, number];
  const scale = scaleOf([value, from, to, limit, 0], Math.min(width, PICTURE_MAX));
  const line = new Array<string>(scale.columns).fill('-');
  line.fill('=', scale.at(from), scale.at(to) + 1);
  if (limit !== 0) line[scale.at(limit)] = ':';
  line[scale.at(0)] = '|';
  line[scale.at(from)] = '[';
  line[scale.at(to)] = ']';
  line[scale.at(value)] = '*';
  const margin = limit === 0 ? '' : `, : the margin ${shown(limit)}`;
  return [
    `${metric}: advantage of the candidate, 95% interval ${shown(from)} to ${shown(to)} (* ${shown(value)}, | none${margin})`,
    `worse ${line.join('')} better`,
  ];
}

const PICTURE_MAX = 100;
const WORDS = 'worse  better'.length;

/** From the lowest to the greatest value, with a tenth of room at either end. */
function scaleOf(values: readonly number[], width: number) {
  const columns = Math.max(20, width - WORDS);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = (most - least || 1) / 10;
  const [start, end] = [least - room, most + room];
  const at = (value: number): number => Math.round(((value - start) / (end - start)) * (columns - 1));
  return { columns, at };
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function withBlank(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', ...lines];
}

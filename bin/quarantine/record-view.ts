import { REJECTION_REASONS } from '../../lib/contract/rejection.ts';
import { type Entry, isWaiting, kindOf, type ReplayTry } from '../../lib/quarantine/entry.ts';
import type { Original } from '../../lib/quarantine/original.ts';
import { parseExact } from '../records/exact-json.ts';
import { plural } from '../terminal/format.ts';
import { printable } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';

/** The state of a record, for people. */
export function stateOf(entry: Entry): string {
  const last = entry.replays.findLast(({ result }) => result !== 'rejected') ?? entry.replays.at(-1);
  if (last === undefined) return 'waiting';
  return isWaiting(entry) ? 'waiting, rejected again' : last.result;
}

/** The newest entries, as a table. */
export function entryTable(entries: readonly Entry[]): string[] {
  const rows = entries.map((entry) => {
    const { rejection, setAsideAt, condition, predictionId } = entry;
    return [
      setAsideAt.slice(0, 19).replace('T', ' '),
      rejection?.reason ?? `given up: ${condition}`,
      rejection?.field ?? '',
      rejection?.came ?? '',
      stateOf(entry),
      predictionId,
    ].map((cell) => printable(cell));
  });
  return table(['time (UTC)', 'reason', 'field', 'came', 'state', 'id'], rows);
}

/** One record whole, as lines. */
export function recordLines(entry: Entry, original: Original): string[] {
  const { predictionId, rejection, condition, places, replays } = entry;
  const why =
    rejection === undefined
      ? [['given up', condition ?? '']]
      : [
          [
            'rejected',
            `${rejection.reason}${placeOf(rejection)}, by version ${rejection.version} at ${rejection.at}`,
          ],
          ['what to do', REJECTION_REASONS[rejection.reason]],
          ...(condition === undefined ? [] : [['given up', `${condition}, in a batch with others`]]),
        ];
  const origin = [
    ['stream', entry.streamName],
    ['shard', entry.shardId],
    ['sequence', entry.sequenceNumber],
    ...(entry.subSequenceNumber === null ? [] : [['aggregate', `its record ${entry.subSequenceNumber}`]]),
    ['key', entry.partitionKey],
    ['arrived', entry.arrivedAt],
    ...places.map(({ kind, source }) => ['kept in', `${source} (${kind})`]),
  ];
  const width = Math.max(...[...why, ...origin].map(([name]) => name!.length));
  const lines = [...why, ...origin].map(([name, value]) => `  ${name!.padEnd(width)}  ${printable(value!)}`);
  return [predictionId, ...lines, '', ...dataLines(original), '', ...historyLines(replays)];
}

function placeOf({
  field,
  came,
}: {
  readonly field?: string | undefined;
  readonly came?: string | undefined;
}): string {
  if (field === undefined) return came === undefined ? '' : ` (${came})`;
  return ` at ${field}${came === undefined ? '' : ` (${came})`}`;
}

/** What is shown of data that is no text, in bytes. */
const SHOWN_BYTES = 64;

/** JSON is laid out with its digits as they came; text is shown as it is; of other bytes the first few. */
function dataLines({ data }: Original): string[] {
  const bytes = Buffer.from(data, 'base64');
  const text = textOf(bytes);
  if (text === undefined) {
    const more = bytes.length > SHOWN_BYTES ? ' …' : '';
    const hex = bytes
      .subarray(0, SHOWN_BYTES)
      .toString('hex')
      .replaceAll(/(..)(?=.)/g, '$1 ');
    return [`${plural(bytes.length, 'byte')}, not UTF-8:`, `${hex}${more}`];
  }
  const json = laidOut(text);
  return [
    `${plural(bytes.length, 'byte')}, ${json === undefined ? 'no JSON' : 'JSON'}:`,
    printable(json ?? text, '\n\t'),
  ];
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Undefined when it is no JSON; what is nested too deeply to be laid out stays as it is. */
function laidOut(text: string): string | undefined {
  try {
    return JSON.stringify(parseExact(text), null, 2);
  } catch (error) {
    return error instanceof RangeError ? text : undefined;
  }
}

function historyLines(replays: readonly ReplayTry[]): string[] {
  if (replays.length === 0) return ['Never replayed.'];
  const rows = replays.map((one) => [
    one.at,
    printable(one.by),
    one.version,
    printable(one.fix?.slice(0, 12) ?? 'none'),
    printable(one.reason === undefined ? one.result : `${one.result}: ${one.reason}${placeOf(one)}`),
  ]);
  return table(['replayed at', 'by', 'version', 'fix', 'result'], rows);
}

/** The same for machines, data included. */
export function recordJson(entry: Entry, original: Original) {
  const { rejection, ...rest } = entry;
  return {
    ...rest,
    kind: kindOf(entry),
    state: isWaiting(entry) ? 'waiting' : 'replayed',
    rejection: rejection === undefined ? null : { ...rejection, action: REJECTION_REASONS[rejection.reason] },
    data: original.data,
    text: textOf(Buffer.from(original.data, 'base64')) ?? null,
  };
}

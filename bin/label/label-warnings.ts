import { LOG_DAYS } from '../../monitoring/labels/refresh-accuracy.ts';
import { plural } from '../terminal/format.ts';
import type { LabelFile } from './read-label-file.ts';

/** Lines that are named; of the others is said that there are more. */
const LINES_NAMED = 5;

/** "2 labels (lines 3, 5)". */
export function labelsOnLines(lines: readonly number[]): string {
  const first = lines.slice(0, LINES_NAMED).join(', ');
  const more = lines.length > LINES_NAMED ? ' and more' : '';
  return `${plural(lines.length, 'label')} (line${lines.length === 1 ? '' : 's'} ${first}${more})`;
}

/** As predictionId of lib/contract/prediction.ts makes them. */
const PREDICTION_ID = /^[^:]+:[^:]+:\d+:(\d+|-)$/;

const DAY_MS = 24 * 3600 * 1000;

/** Labels that are kept, and probably come to nothing: lines are named, and no value of any. */
export function labelWarnings(read: LabelFile, now: Date): string[] {
  const { labels } = read;
  const oldest = now.getTime() - LOG_DAYS * DAY_MS;
  const found: readonly (readonly [(at: number) => boolean, string])[] = [
    [
      (at) => !PREDICTION_ID.test(labels[at]!.id),
      'no "predictionId" of Weir, such as weir-input:shardId-000000000000:4968…:-',
    ],
    [
      (at) => Date.parse(labels[at]!.arrivedAt ?? '') < oldest,
      `"arrivedAt" of more than ${LOG_DAYS} days ago: the log of their predictions is gone`,
    ],
    [
      contradicts(read),
      'another label of the same prediction and time: give both their "at", the latest counts',
    ],
  ];
  return found.flatMap(([isSo, what]) => {
    const lines = read.lines.filter((_, at) => isSo(at));
    return lines.length === 0 ? [] : [`warning: ${labelsOnLines(lines)} with ${what}`];
  });
}

/** Of a prediction that is labelled twice at once the greater text counts, which nobody chose. */
function contradicts({ labels }: LabelFile): (at: number) => boolean {
  const first = new Map<string, string | number>();
  return (at) => {
    const { id, label, at: known } = labels[at]!;
    const key = `${known} ${id}`;
    if (!first.has(key)) first.set(key, label);
    return first.get(key) !== label;
  };
}

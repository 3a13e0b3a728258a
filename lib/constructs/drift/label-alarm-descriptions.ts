import type { AlarmDescription } from '../alarms/alarm-descriptions.ts';

/** The alarms of a label stream, by the end of their names, which is the anchor of their section in docs/runbook.md as well. */
export const LABEL_ALARM_DESCRIPTIONS = {
  'labels-waiting': {
    means: 'Labels wait in their stream: the function that keeps them fails, or is not fed.',
    first: 'Read the last errors of its log, then look at its mapping.',
  },
  'labels-invalid': {
    means: 'Lines came on the label stream that are no labels: what they say counts nowhere.',
    first: 'Read the warnings of the log of its function: which lines, and why.',
  },
} as const satisfies Readonly<Record<string, AlarmDescription>>;

export type LabelAlarmName = keyof typeof LABEL_ALARM_DESCRIPTIONS;

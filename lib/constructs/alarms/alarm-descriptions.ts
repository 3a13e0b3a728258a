/** What an alarm tells the one whom it wakes. */
export interface AlarmDescription {
  /** One sentence. */
  readonly means: string;
  /** The first thing to do. */
  readonly first: string;
}

/** The alarms, by the end of their names, which is the anchor of their section in docs/runbook.md as well. */
export const ALARM_DESCRIPTIONS = {
  'function-errors': {
    means: 'The function crashes or runs out of time again and again, and its batches wait.',
    first: 'Read the last errors of its log.',
  },
  'function-throttles': {
    means: 'Lambda has no sandbox for the function again and again, and records wait.',
    first: "Compare the account's concurrency with its limit.",
  },
  'unfinished-batches': {
    means:
      'Batches are handed back again and again: the output stream, the quarantine or the registry fails.',
    first: 'Read the reason in the warnings of the log.',
  },
  'iterator-age': {
    means: 'Records wait too long before the function gets them.',
    first: 'See whether it fails, or more comes than it can answer.',
  },
  'given-up': {
    means: 'Records were given up after all retries and lie in the destination.',
    first: 'Mend the cause, then run weir replay.',
  },
  dropped: {
    means: 'The event source mapping dropped records: those that are not in the destination are lost to it.',
    first: 'Compare with what the destination got.',
  },
  'rejected-share': {
    means: 'An unusual share of the records can never be predicted and goes to quarantine.',
    first: 'Run weir quarantine and look at the reasons.',
  },
  'no-champion': {
    means: 'There is no version to serve, so the records wait: none was promoted, or all are refused.',
    first: 'Run weir models, then weir promote.',
  },
  'not-fed': {
    means:
      'Records come, but the event source mapping feeds none to the function: it is disabled, deleted or may not read.',
    first: 'Look at its State and LastProcessingResult.',
  },
} as const satisfies Readonly<Record<string, AlarmDescription>>;

export type AlarmName = keyof typeof ALARM_DESCRIPTIONS;

/** Relative to the repository, for those who do not serve it anywhere. */
export const RUNBOOK = 'docs/runbook.md';

/** The tag of an alarm that says with which threshold it was deployed. */
export const THRESHOLD_TAG = 'threshold';

/** The text of the alarm, which the mail repeats. */
export function descriptionOf(name: AlarmName, runbookUrl: string): string {
  return describe(name, ALARM_DESCRIPTIONS[name], runbookUrl);
}

/**
 * The text of any alarm: CloudWatch takes 1,024 characters.
 * @param name the anchor in the runbook
 * @param more sentences of their own, such as where the reports are
 */
export function describe(
  name: string,
  { means, first }: AlarmDescription,
  runbookUrl: string,
  ...more: readonly string[]
): string {
  return [means, first, ...more, `${runbookUrl}#${name}`].join(' ');
}

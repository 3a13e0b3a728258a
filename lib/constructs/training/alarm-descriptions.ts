import type { AlarmDescription } from '../alarms/alarm-descriptions.ts';

/** The alarms of training, by the end of their names, which is the anchor of their section in docs/runbook.md as well. */
export const TRAINING_ALARM_DESCRIPTIONS = {
  'training-failed': {
    means: 'A training run failed after all retries: there is no new version, and champion is as it was.',
    first: 'Read the cause in the message of the run, then the log of its last task.',
  },
  'training-timed-out': {
    means: 'A training run was stopped, since it took twice the time that it should.',
    first: 'Look at what its study finished, then give it more workers or fewer trials.',
  },
  'training-overdue': {
    means: 'A training run goes on for longer than it should.',
    first: 'Look whether its workers finish trials, or are started again and again.',
  },
  'training-silent': {
    means: 'Training tasks run, but none has given a sign of life for a quarter of an hour.',
    first: 'Read the end of their logs, then stop the run and start it again: its study goes on.',
  },
  'training-not-started': {
    means: 'The schedule could not start a training run, and gave it up.',
    first: 'Read the error in the attributes of the message in the queue.',
  },
  'training-stale': {
    means: 'No training run has succeeded for 36 hours, though one is due every day.',
    first: 'Look at the latest runs of the state machine, and at the schedule.',
  },
} as const satisfies Readonly<Record<string, AlarmDescription>>;

export type TrainingAlarmName = keyof typeof TRAINING_ALARM_DESCRIPTIONS;

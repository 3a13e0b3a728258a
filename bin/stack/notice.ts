import type { AlarmChange } from '../../localstack/alarms/alarm-watch.ts';
import { alarmText } from './alarm-text.ts';

/** What must be known of a stack while it runs: a sentence for people, and for machines what they can act on. */
export interface Notice {
  readonly text: string;
  /** Undefined: machines have it elsewhere. */
  readonly data?: { readonly alarm: AlarmChange } | { readonly trouble: Trouble };
}

export interface Trouble {
  /** Whose. */
  readonly of: 'alarms' | 'drift-job';
  readonly reason: string;
}

export function alarmNotice(alarm: AlarmChange): Notice {
  return { text: alarmText(alarm), data: { alarm } };
}

/** The alarms themselves: states or thresholds that cannot be read or written, or nothing that evaluates. */
export function alarmsTrouble(reason: string): Notice {
  return { text: reason, data: { trouble: { of: 'alarms', reason } } };
}

export function driftJobTrouble(reason: string): Notice {
  return { text: `the drift job failed: ${reason}`, data: { trouble: { of: 'drift-job', reason } } };
}

import type { AlarmChange } from '../../localstack/alarms/alarm-watch.ts';

/** An alarm that went on or off, as one line. */
export function alarmText({ name, to, means, first, isTest }: AlarmChange): string {
  if (to !== 'alarm') return `alarm ${name} is over`;
  return isTest ? `alarm ${name}: a test, nothing is wrong` : `alarm ${name}: ${means} ${first}`;
}

import { expect, test } from 'vitest';
import { LiveLine } from '../../../bin/stack/live-line.ts';
import { alarmNotice, alarmsTrouble, driftJobTrouble, type Notice } from '../../../bin/stack/notice.ts';
import { Reporter } from '../../../bin/terminal/terminal.ts';
import { ALARMS } from '../../../lib/contract/alarms.ts';
import type { AlarmChange } from '../../../localstack/alarms/alarm-watch.ts';

const { means, first } = ALARMS['error-rate'];
const CHANGE: AlarmChange = {
  name: 'error-rate',
  from: 'ok',
  to: 'alarm',
  ...{ value: 0.9, threshold: 0.5, isTest: false, at: '2026-11-21T12:01:00.000Z', means, first },
};

/** What is written of the notices, as lines. */
function written(json: boolean, notices: readonly Notice[]) {
  const text = { stdout: '', stderr: '' };
  const output = (stream: keyof typeof text) => ({
    write: (more: string) => {
      text[stream] += more;
    },
  });
  const config = {} as never;
  const interruption = () => new AbortController().signal;
  const cli = { stdout: output('stdout'), stderr: output('stderr'), config, interruption };
  const live = new LiveLine(new Reporter(cli, { json }));
  for (const notice of notices) live.tell(notice);
  return { stdout: text.stdout.split('\n').slice(0, -1), stderr: text.stderr.split('\n').slice(0, -1) };
}

const NOTICES = [
  alarmNotice(CHANGE),
  driftJobTrouble('the disk is full'),
  driftJobTrouble('the disk is full'),
  alarmsTrouble('alarms.json cannot be read'),
  { text: 'console: reset' },
];

test('machines read a line of each change of an alarm and of each trouble with the job and the alarms', () => {
  const { stdout, stderr } = written(true, NOTICES);
  const trouble = { of: 'drift-job', reason: 'the disk is full' };
  expect(stdout.map((line) => JSON.parse(line))).toEqual([
    { alarm: CHANGE },
    { trouble },
    { trouble },
    { trouble: { of: 'alarms', reason: 'alarms.json cannot be read' } },
  ]);
  expect(stderr).toEqual([]);
});

test('people read a sentence of each, and of what goes on one', () => {
  const { stdout, stderr } = written(false, NOTICES);
  expect(stdout).toEqual([]);
  expect(stderr).toEqual([
    `alarm error-rate: ${means} ${first}`,
    'the drift job failed: the disk is full',
    'alarms.json cannot be read',
    'console: reset',
  ]);
});

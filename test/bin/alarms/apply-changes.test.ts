import { expect, test } from 'vitest';
import type { AlarmDesk, RecipientChange } from '../../../bin/alarms/alarm-desk.ts';
import { applyChanges } from '../../../bin/alarms/apply-changes.ts';
import { KNOWN_ALARMS } from '../../../bin/alarms/catalogue.ts';
import { stageRegion } from '../../../bin/alarms/stage-region.ts';
import { STAGES } from '../../../bin/stages.ts';

const alarm = KNOWN_ALARMS.find(({ name }) => name === 'error-rate')!;
const threshold = { alarm, value: 0.2 };

/** Keeps what it was asked for. @param failing what it cannot do */
function desk(failing?: string) {
  const asked: string[] = [];
  const done = async <T>(what: string, answer: T): Promise<T> => {
    asked.push(what);
    if (what === failing) throw new Error(`no ${what}`);
    return answer;
  };
  const opened: AlarmDesk = {
    place: 'a stage',
    known: KNOWN_ALARMS,
    list: async () => [],
    isWatched: async () => true,
    recipients: async () => [],
    test: async () => undefined,
    setThreshold: ({ name }, value) => done(`${name} ${value}`, 0.5),
    addMail: (mail) => done<RecipientChange>(`+${mail}`, mail.startsWith('old') ? 'was there' : 'added'),
    removeMail: (mail) => done<RecipientChange>(`-${mail}`, 'removed'),
  };
  return { opened, asked };
}

const MAILS = { added: ['old@example.org', 'new@example.org'], removed: ['gone@example.org'] };

test('recipients come first, then the threshold', async () => {
  const { opened, asked } = desk();
  expect(await applyChanges(opened, { threshold, ...MAILS })).toEqual({
    before: 0.5,
    mails: [
      { mail: 'old@example.org', change: 'was there' },
      { mail: 'new@example.org', change: 'added' },
      { mail: 'gone@example.org', change: 'removed' },
    ],
  });
  expect(asked.at(-1)).toBe('error-rate 0.2');
});

test('a mail that cannot be added leaves the threshold as it was', async () => {
  const { opened, asked } = desk('+new@example.org');
  await expect(applyChanges(opened, { threshold, ...MAILS })).rejects.toThrow(/^no \+new@example\.org$/);
  expect(asked).toEqual(['+old@example.org', '+new@example.org']);
});

test('where something was done already, the failure says what', async () => {
  const { opened } = desk('error-rate 0.2');
  await expect(applyChanges(opened, { threshold, ...MAILS })).rejects.toThrow(
    'no error-rate 0.2 (before that new@example.org was added, gone@example.org was removed; the threshold is as it was.',
  );
});

test('a stage is where bin/stages.ts says, unless somebody says otherwise', () => {
  const environment = 'eu-north-1';
  expect(stageRegion('prod', { asked: undefined, environment })).toBe(STAGES.prod!.region);
  expect(stageRegion('prod', { asked: 'eu-west-1', environment })).toBe('eu-west-1');
  expect(stageRegion('somebody-elses', { asked: undefined, environment })).toBe(environment);
  expect(stageRegion('constructor', { asked: undefined, environment })).toBe(environment);
});

import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { alarmStatesFileSchema, localAlarmsSchema } from '../../../lib/contract/alarms.ts';
import { runHere } from '../gate/run-here.ts';
import { scratch } from '../support/registries.ts';

/** `weir alarms` of the embedded stack: what it reads and writes in the home. */

const STATES = join('alarm-states', 'wine-quality.json');

function stored(home: string, file: string): unknown {
  return JSON.parse(readFileSync(join(home, file), 'utf8'));
}

/** As the embedded stack writes them. @param aliveAt when it did */
function withStates(home: string, states: object = {}, aliveAt = new Date()): void {
  const quiet = {
    state: 'ok',
    since: '2026-11-21T02:00:00.000Z',
    value: 0.9,
    threshold: 0.6,
    isTest: false,
  };
  const file = { 'low-confidence': quiet, 'error-rate': { ...quiet, value: 0.1, threshold: 0.5 }, ...states };
  const written = { schema: 1, model: 'wine-quality', writer: randomUUID(), aliveAt, alarms: file };
  mkdirSync(join(home, 'alarm-states'));
  writeFileSync(join(home, STATES), JSON.stringify(written));
}

describe('list', () => {
  test('shows every alarm of the local stack, before anything was evaluated too', async () => {
    const { code, stdout } = await runHere(['alarms', 'list', '--json'], scratch());
    const { alarms, recipients, isWatched } = JSON.parse(stdout);
    expect([code, alarms.length, recipients, isWatched]).toEqual([0, 9, null, false]);
    expect(alarms[0]).toMatchObject({
      ...{ name: 'error-rate', threshold: 0.5, deployed: 0.5, comparison: 'above' },
      ...{ state: 'insufficient-data', value: null },
    });
  });

  test('says of what is on what it means, and of what was set that it was', async () => {
    const home = scratch();
    withStates(home, {
      drift: { state: 'alarm', since: '2026-11-21T03:15:00.000Z', value: 1, threshold: 0, isTest: false },
    });
    await runHere(['alarms', 'set', 'low-confidence', '0.5'], home);
    const { stdout } = await runHere(['alarms', 'list'], home);
    expect(stdout).toMatch(
      /low-confidence +ok +2026-11-21 02:00 +below 0\.5 \(set by hand; deployed: 0\.6\) +0\.9/,
    );
    expect(stdout).toMatch(/drift +ALARM/);
    expect(stdout).toContain('The world changed');
    expect(stdout).toContain('docs/runbook.md#drift');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('9 alarms of the local stack, 1 on');
  });

  test.each([
    ['of a stack that was cut off', 'wine-quality', 40_000],
    ['of the stack of another model', 'churn', 0],
  ])('shows no states %s', async (_, model, agoMs) => {
    const home = scratch();
    const on = { state: 'alarm', since: '2026-11-21T03:15:00.000Z', value: 1, threshold: 0, isTest: false };
    withStates(home, { drift: on }, new Date(Date.now() - agoMs));
    const { code, stdout } = await runHere(['alarms', 'list', '--model', model], home);
    expect(code).toBe(0);
    expect(stdout).toMatch(/drift +no data/);
    expect(stdout.trimEnd().split('\n').at(-1)).toContain(
      `no stack runs here that evaluates those of ${model}: start it with "weir up", or say whose`,
    );
  });
});

describe('set', () => {
  test('changes one threshold of the file that the stack reads, and leaves the others', async () => {
    const home = scratch();
    await runHere(['alarms', 'set', 'error-rate', '0.2'], home);
    const { code, stdout } = await runHere(['alarms', 'set', 'slow-batches', '250', '--json'], home);
    expect([code, JSON.parse(stdout).changed]).toEqual([
      0,
      { alarm: 'slow-batches', threshold: 250, before: 1_000 },
    ]);
    expect(localAlarmsSchema.parse(stored(home, 'alarms.json'))).toEqual({
      thresholds: { 'error-rate': 0.2, 'slow-batches': 250 },
    });
  });

  test.each([
    [['error-rate', '5'], 'the threshold of error-rate is 5; expected a share from 0.001 to 1'],
    [['model-age', '59.5'], 'the threshold of model-age is 59.5; expected a whole number of seconds from 60'],
    [['error-rate'], 'error-rate is to be set to what?'],
    [['eror-rate', '0.5'], 'there is no alarm "eror-rate" here (the alarms are error-rate, '],
    [['given-up', '1'], 'there is no alarm "given-up" here: that one is on AWS alone'],
    [['drift', '1'], 'the threshold of drift cannot be set'],
    [[], 'nothing to set: expected an alarm and a threshold, --add-mail or --remove-mail'],
    [['--add-mail', 'oncall'], 'an address of mails is "oncall"; expected a bare mail address'],
    [['--add-mail', 'oncall@example.org'], 'the local stack sends no mails: name a stage on AWS'],
  ])('refuses %j with what is allowed, and writes nothing', async (args, message) => {
    const home = scratch();
    const { code, stdout, stderr } = await runHere(['alarms', 'set', ...args], home);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(() => stored(home, 'alarms.json')).toThrow('ENOENT');
  });

  test('a file that somebody spoilt is told of by its name, and left as it is', async () => {
    const home = scratch();
    writeFileSync(join(home, 'alarms.json'), '{"thresholds": {"nothing": 1}}');
    const { code, stderr } = await runHere(['alarms', 'set', 'error-rate', '0.2'], home);
    expect(code).toBe(2);
    expect(stderr).toContain('alarms.json cannot be read');
    expect(stderr).toContain('mend it, or remove it');
    expect(stored(home, 'alarms.json')).toEqual({ thresholds: { nothing: 1 } });
  });
});

describe('test', () => {
  test('raises one alarm for the stack to tell of, and leaves the others', async () => {
    const home = scratch();
    withStates(home);
    const { code, stdout } = await runHere(['alarms', 'test', 'error-rate'], home);
    const { alarms: states } = alarmStatesFileSchema.parse(stored(home, STATES));
    expect(code).toBe(0);
    expect(stdout).toContain('error-rate was raised as a test in the local stack');
    expect(states['error-rate']).toMatchObject({ state: 'alarm', isTest: true, value: null, threshold: 0.5 });
    expect(states['low-confidence']).toMatchObject({ state: 'ok', isTest: false });
  });

  test('says so when no stack evaluates alarms, and makes none up', async () => {
    const home = scratch();
    const { code, stderr } = await runHere(['alarms', 'test', 'drift'], home);
    expect([code, stderr]).toEqual([2, expect.stringContaining('no stack runs here')]);
    expect(() => stored(home, STATES)).toThrow('ENOENT');
  });
});

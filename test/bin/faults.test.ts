import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { exitCodeOf, explain, PlainFault } from '../../bin/terminal/faults.ts';
import { Interrupted } from '../../bin/terminal/terminal.ts';
import { UserError } from '../../lib/contract/errors.ts';

const quiet = { stack: false };

test('a mistake is its message alone, a fault its name, message and causes', () => {
  expect(explain(new UserError('no such file'), quiet)).toBe('weir: no such file');
  const fault = new Error('the put failed', { cause: new TypeError('socket hang up') });
  expect(explain(fault, quiet)).toBe('weir: Error: the put failed\n  because TypeError: socket hang up');
});

test('a plain fault, and a mistake as its cause, are shown without their names; it is a fault all the same', () => {
  const cause = new UserError('no stream answers');
  const fault = new PlainFault('the load ended early', { cause });
  expect(explain(fault, quiet)).toBe('weir: the load ended early\n  because no stream answers');
  expect(exitCodeOf(fault)).toBe(1);
});

test('a cause that only says the same again is left out, and what to do is added where it is known', () => {
  const cause = new Error("EACCES: permission denied, mkdir 'place'");
  expect(explain(new Error(`publishing failed: ${cause.message}`, { cause }), quiet).split('\n')).toEqual([
    "weir: Error: publishing failed: EACCES: permission denied, mkdir 'place'",
    expect.stringContaining('no permission for that path'),
  ]);
});

test('the stack of a fault shows when it is asked for, and of a mistake never', () => {
  expect(explain(new Error('boom'), { stack: true })).toContain('faults.test.ts');
  expect(explain(new UserError('boom'), { stack: true })).toBe('weir: boom');
});

test('a chain of causes that bites its tail ends', () => {
  const first = new Error('first');
  first.cause = new Error('second', { cause: first });
  expect(explain(first, quiet).split('\n')).toHaveLength(2);
});

test('what is thrown need not be an error', () => {
  expect(explain('just text', quiet)).toBe('weir: just text');
  expect(explain(undefined, quiet)).toBe('weir: undefined');
  expect(explain(new AggregateError([new Error('a'), new Error('b')], 'both'), quiet)).toBe(
    'weir: AggregateError: both Error: a; Error: b',
  );
});

test('exit codes: 1 for a fault, 2 for a mistake, 128 and the signal when stopped, 0 for help', () => {
  expect(exitCodeOf(new Error('boom'))).toBe(1);
  expect(exitCodeOf(new UserError('wrong'))).toBe(2);
  expect(exitCodeOf(new CommanderError(1, 'commander.unknownOption', 'x'))).toBe(2);
  expect(exitCodeOf(new CommanderError(0, 'commander.helpDisplayed', 'x'))).toBe(0);
  expect(exitCodeOf(new Interrupted('SIGINT'))).toBe(130);
  expect(exitCodeOf(new Interrupted('SIGTERM'))).toBe(143);
});

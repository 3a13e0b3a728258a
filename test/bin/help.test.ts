import { describe, expect, test } from 'vitest';
import { scratch } from './support/registries.ts';
import { weir } from './support/run-weir.ts';

const COMMANDS = [
  'up',
  'demo',
  'train',
  'study',
  'publish',
  'models',
  'gate',
  'promote',
  'rollback',
  'send',
  'load',
  'tail',
  'invoke',
  'quarantine',
  'replay',
  'drift',
  'label',
  'plan',
] as const;

test('weir --help names every command, how to start, and the exit codes', async () => {
  const { code, stdout, stderr } = await weir(['--help'], { home: scratch() });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  expect(stdout).toContain('Exit codes: 0 done, 1 a fault, 2 a mistake');
});

describe.each(COMMANDS)('weir %s --help', (command) => {
  test('shows its use, its options and an example', async () => {
    const { code, stdout, stderr } = await weir([command, '--help'], { home: scratch() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: weir ${command} `));
    expect(stdout).toContain('--json');
    expect(stdout).toMatch(new RegExp(`Examples?:\n {2}\\$ weir ${command}`));
  });
});

test('no command at all shows the help and is a mistake', async () => {
  const { code, stderr } = await weir([], { home: scratch() });
  expect(code).toBe(2);
  expect(stderr).toContain('Usage: weir');
});

test.each([
  [['promot', 'wine-quality', '1'], "unknown command 'promot'"],
  [['models', '--registy', 'x'], '--registry'],
  [['send'], "missing required argument 'file'"],
  [['send', 'x.csv', '--rate', '-3'], 'Expected a number above zero'],
  [['tail', '--from', 'yesterday'], 'latest, trim-horizon'],
])('%j is a mistake that says what was expected', async (args, message) => {
  const { code, stderr } = await weir(args, { home: scratch() });
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^\s+at /m);
});

import { expect, test } from 'vitest';
import { Interruption } from '../../bin/terminal/interruption.ts';
import { Interrupted } from '../../bin/terminal/terminal.ts';

test('the first signal asks to stop, its copy is the same press, and a later one ends the process', () => {
  const ends: number[] = [];
  let ms = 0;
  const interruption = new Interruption(
    (code) => ends.push(code),
    () => ms,
  );
  interruption.ask('SIGINT');
  expect(interruption.signal.reason).toBeInstanceOf(Interrupted);
  ms += 20;
  interruption.ask('SIGINT');
  expect(ends).toEqual([]);
  ms += 1_000;
  interruption.ask('SIGINT');
  expect(ends).toEqual([130]);
});

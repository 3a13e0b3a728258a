import { describe, expect, test } from 'vitest';
import { duration, interval, plural } from '../../bin/terminal/format.ts';
import { ProgressLine } from '../../bin/terminal/progress.ts';
import { table } from '../../bin/terminal/table.ts';

/** Back to the start of the line, and clear it. */
const CLEAR = '\r\u001b[K';

/** An output that remembers, and a clock that moves by hand. */
function scene(isTTY: boolean) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const output = { isTTY, columns: 40, write: (text: string) => written.push(text) };
  return { written, clock, output, now: () => clock.ms };
}

describe('a progress line', () => {
  test('is rewritten in place on a terminal and never wider than it', () => {
    const { written, clock, output, now } = scene(true);
    const line = new ProgressLine(output, { label: 'sent', total: 980, now });
    line.update(490, 'a detail that is far too long for this narrow terminal');
    clock.ms = 200;
    line.update(980);
    line.end();
    expect(written).toHaveLength(3);
    expect(written[0]!.replace(CLEAR, '')).toMatch(/^sent \[#{12}\.{12}\] 490 of /);
    for (const text of written) expect(text.replace(CLEAR, '').length).toBeLessThan(40);
    expect(written[2]).toBe('\n');
  });

  test('adds a plain line now and then elsewhere, and always the last state', () => {
    const { written, clock, output, now } = scene(false);
    const line = new ProgressLine(output, { label: 'sent', total: 1000, now });
    for (let done = 0; done <= 1000; done += 10) {
      clock.ms += 100;
      line.update(done);
    }
    line.end();
    expect(written).toEqual(['sent: 0 of 1,000\n', 'sent: 500 of 1,000\n', 'sent: 1,000 of 1,000\n']);
  });

  test('is not repeated while nothing changes', () => {
    const { written, clock, output, now } = scene(false);
    const line = new ProgressLine(output, { label: 'sent', now });
    for (const done of [1, 1, 1, 2, 2]) {
      line.update(done);
      clock.ms += 6_000;
    }
    line.end();
    expect(written).toEqual(['sent: 1\n', 'sent: 2\n']);
  });

  test('stays one line, whatever is in it, and below what is said by the way', () => {
    const { written, output, now } = scene(true);
    const line = new ProgressLine(output, { label: 'sent', now });
    line.update(1, 'acid\nity');
    line.note('row 3: no\u001b[2Jnumber');
    expect(written).toEqual([
      `${CLEAR}sent: 1  acid\\u000aity`,
      `${CLEAR}row 3: no\\u001b[2Jnumber\n`,
      `${CLEAR}sent: 1  acid\\u000aity`,
    ]);
  });

  test('says nothing when nobody looks, or nothing happened', () => {
    const line = new ProgressLine(undefined, { label: 'sent' });
    line.update(1);
    line.end();
    const { written, output, now } = scene(true);
    new ProgressLine(output, { label: 'sent', now }).end();
    expect(written).toEqual([]);
  });
});

test('a table aligns its columns, numbers to the right', () => {
  expect(
    table(
      ['model', 'versions'],
      [
        ['wine-quality', 12],
        ['iris', 3],
      ],
    ),
  ).toEqual([
    'model         versions',
    '------------  --------',
    'wine-quality        12',
    'iris                 3',
  ]);
});

test('numbers read as a person writes them', () => {
  expect([duration(38), duration(2440), duration(185_000)]).toEqual(['38 ms', '2.4 s', '3 min 5 s']);
  expect([plural(1, 'record'), plural(4898, 'record')]).toEqual(['1 record', '4,898 records']);
  expect(interval({ value: 0.5449, low: 0.5137, high: 0.5759 })).toBe('0.545 (0.514 to 0.576)');
  expect(interval(undefined)).toBe('-');
});

import { expect, test } from 'vitest';
import { VersionRefused } from '../../../../lambdas/inference/champion/refusal.ts';
import { describeError } from '../../../../lambdas/inference/telemetry/describe-error.ts';
import type { LogFields } from '../../../../lambdas/inference/telemetry/logger.ts';
import type { MetricReport } from '../../../../lambdas/inference/telemetry/metrics.ts';
import { Telemetry } from '../../../../lambdas/inference/telemetry/telemetry.ts';
import { contextOf, eventOf } from '../support.ts';

function recorded() {
  const lines: (LogFields & { readonly level: string; readonly message: string })[] = [];
  const reports: MetricReport[] = [];
  const write = (level: string) => (message: string, fields: LogFields) => {
    lines.push({ level, message, ...fields });
  };
  const log = { addContext: () => {}, info: write('info'), warn: write('warn'), error: write('error') };
  const telemetry = new Telemetry(log, (report) => reports.push(report), Date.now);
  return { telemetry, lines, reports };
}

test('a refusal names its reason, what to do and what was found', () => {
  const { telemetry, lines } = recorded();
  const cause = new Error('model.onnx hashes to ab, its manifest says cd');
  telemetry.refused(new VersionRefused(2, 'digest-mismatch', { cause }));
  expect(lines).toEqual([
    {
      level: 'error',
      message: 'version refused',
      version: 2,
      reason: 'digest-mismatch',
      action: expect.stringContaining('Publish the model again'),
      cause: { name: 'Error', message: cause.message },
    },
  ]);
});

test('what happens before the first batch is counted with it, and once', () => {
  const { telemetry, reports } = recorded();
  telemetry.refused(new VersionRefused(3, 'unparsable'));
  telemetry.served(2, undefined);
  telemetry.served(4, 2);
  for (let batch = 0; batch < 2; batch++) {
    telemetry.begin(contextOf());
    telemetry.waiting(eventOf([1, 2]), 2, 'model-broken', 4);
  }
  expect(reports.map(({ values }) => [values.ModelFallbacks, values.ModelReloads])).toEqual([
    [1, 1],
    [0, 0],
  ]);
});

test('a batch that waits says why, where it is in the stream, and how many records wait', () => {
  const { telemetry, lines, reports } = recorded();
  telemetry.begin(contextOf());
  telemetry.waiting(eventOf([1, 2], 7), 2, 'no-alias');
  expect(lines).toMatchObject([
    { level: 'error', message: 'batch waits', reason: 'no-alias', records: 2, from: '7' },
  ]);
  expect(reports[0]!.values).toMatchObject({ NoChampion: 1, BatchesUnfinished: 1, RecordsUnfinished: 2 });
});

test.each([
  ['no-alias', undefined, 1, /Promote one/],
  ['all-refused', new VersionRefused(2, 'unparsable'), 1, /Promote a good one/],
  ['registry-unreachable', undefined, 0, /promoting does not help/],
  ['model-broken', 2, 0, /golden records/],
  ['out-of-time', 2, 0, /time-out/],
] as const)(
  'a batch that waits for %s says what to do, and counts as no champion or not',
  (reason, about, count, action) => {
    const { telemetry, lines, reports } = recorded();
    telemetry.waiting(eventOf([1]), 1, reason, about);
    expect(lines).toMatchObject([{ reason, action: expect.stringMatching(action) }]);
    expect(reports[0]!.values.NoChampion).toBe(count);
  },
);

test('a batch that waits since all is refused names the version, and what its refusal asks for', () => {
  const { telemetry, lines, reports } = recorded();
  telemetry.waiting(eventOf([1]), 1, 'all-refused', new VersionRefused(2, 'unparsable'));
  expect(lines).toMatchObject([
    { version: 2, refusal: 'unparsable', refusalAction: expect.stringContaining('not an ONNX graph') },
  ]);
  expect(reports[0]!.properties).toMatchObject({ reason: 'all-refused', version: '2' });
});

test('no alias reads as no champion yet, and one that is gone as that', () => {
  const { telemetry, lines } = recorded();
  telemetry.noAlias(undefined);
  telemetry.noAlias(3);
  expect(lines).toEqual([
    { level: 'warn', message: 'no champion yet' },
    { level: 'warn', message: 'alias is gone', version: 3 },
  ]);
});

function thrownBy(message: string): Error {
  return new RangeError(message);
}

test('a fault shows its frames and no line of its message, be it made to look like one', () => {
  const { telemetry, lines } = recorded();
  telemetry.fault(thrownBy('bad value\n    at 7.7123 (secret.ts:1:1)\n  at secret'));
  telemetry.fault(thrownBy(''));
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    expect((line.stack as string[])[0]).toContain('at thrownBy');
    expect(JSON.stringify(line)).not.toMatch(/secret|7123/);
  }
});

test('a fault whose message was changed since shows no frames: which lines are its message is not known', () => {
  const { telemetry, lines } = recorded();
  const error = thrownBy('first\n    at secret');
  expect(error.stack).toContain('at secret');
  error.message = 'second';
  telemetry.fault(error);
  expect(lines).toEqual([{ level: 'error', message: 'fault', name: 'RangeError', stack: [] }]);
});

test('a trouble that repeats within an invocation is one line, and one line more in the next', () => {
  const { telemetry, lines } = recorded();
  for (let invocation = 0; invocation < 2; invocation++) {
    telemetry.begin(contextOf());
    for (let i = 0; i < 5; i++) telemetry.unreachable('alias', new Error('ECONNREFUSED'));
    telemetry.noAlias(undefined);
  }
  expect(lines.map(({ message }) => message)).toEqual([
    'alias unreachable',
    'no champion yet',
    'alias unreachable',
    'no champion yet',
  ]);
});

test('an error is described with its causes, and a chain of them has an end', () => {
  const root: NodeJS.ErrnoException = new Error('connect ECONNREFUSED 127.0.0.1:4566');
  root.code = 'ECONNREFUSED';
  expect(describeError(new TypeError('reading failed', { cause: root }))).toEqual({
    name: 'TypeError',
    message: 'reading failed',
    cause: { name: 'Error', message: root.message, code: 'ECONNREFUSED' },
  });
  const loop = new Error('round');
  loop.cause = loop;
  expect(JSON.stringify(describeError(loop)).match(/round/g)).toHaveLength(5);
});

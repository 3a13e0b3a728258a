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
  telemetry.waiting(eventOf([1, 2], 7), 2, 'no-champion');
  expect(lines).toMatchObject([
    { level: 'error', message: 'batch waits', reason: 'no-champion', records: 2, from: '7' },
  ]);
  expect(reports[0]!.values).toMatchObject({ NoChampion: 1, BatchesUnfinished: 1, RecordsUnfinished: 2 });
});

test('a trouble that repeats within an invocation is one line, and one line more in the next', () => {
  const { telemetry, lines } = recorded();
  for (let invocation = 0; invocation < 2; invocation++) {
    telemetry.begin(contextOf());
    for (let i = 0; i < 5; i++) telemetry.unreachable('alias', new Error('ECONNREFUSED'));
    telemetry.unreachable('alias', undefined);
  }
  expect(lines.map(({ message }) => message)).toEqual(Array(4).fill('alias unreachable'));
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

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkTrainOptions } from '../../../bin/train/check-options.ts';
import { checkReportPlace } from '../../../bin/train/report-place.ts';
import { UserError } from '../../../lib/contract/errors.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

function check(options: Readonly<Record<string, unknown>>): void {
  checkTrainOptions(options, (name) => Object.hasOwn(options, name));
}

test.each<[Record<string, unknown>, RegExp]>([
  [{ force: '' }, /--force wants a reason/],
  [{ force: ' ', trials: 5 }, /--force wants a reason/],
  [{ force: 'why', promote: false }, /--force moves the champion and --no-promote leaves it/],
  [{ trials: 5, warmStart: ['a', 'a'] }, /--warm-start names "a" twice/],
  [{ workers: 3 }, /--workers belongs to a search/],
  [{ limitUsd: 3 }, /--limit-usd belongs to a search/],
  [{ families: ['svm', 'forest'] }, /--families belongs to a search/],
  [{ stage: 'prod', trials: 5 }, /--stage belongs to --remote/],
  [{ stateMachine: 'arn' }, /--state-machine belongs to --remote/],
  [{ trials: 5, usdPerHour: 1 }, /--usd-per-hour belongs to --limit-usd/],
])('%j is a mistake', (options, message) => {
  expect(() => check(options)).toThrow(UserError);
  expect(() => check(options)).toThrow(message);
});

test.each([
  { families: ['svm'], force: 'known to be better' },
  { trials: 5, workers: 3, families: ['svm', 'forest'], promote: false },
  { study: 'mine', workers: 3, report: 'report.html' },
  { remote: true, stage: 'prod', workers: 9 },
])('%j makes sense', (options) => {
  expect(() => check(options)).not.toThrow();
});

test('a report that could not be written is found before the search', async () => {
  const place = await temporaryDirectory();
  mkdirSync(join(place, 'reports'));
  writeFileSync(join(place, 'file'), '');
  await checkReportPlace(join(place, 'reports', 'report.html'));
  await checkReportPlace(join(place, 'file'));
  for (const bad of [
    join(place, 'reports'),
    join(place, 'none', 'report.html'),
    join(place, 'file', 'a.html'),
  ])
    await expect(checkReportPlace(bad)).rejects.toThrow(UserError);
});

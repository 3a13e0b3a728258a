import { expect, it } from 'vitest';
import { type Cli, Reporter } from '../../../bin/terminal/terminal.ts';
import { progressText, SearchDisplay } from '../../../bin/train/search-display.ts';
import { searchLines } from '../../../bin/train/search-summary.ts';
import { studyName } from '../../../bin/train/study-name.ts';
import { RESULT } from './support/search-result.ts';

const progress = {
  finished: 3,
  wanted: 10,
  running: 2,
  complete: 3,
  pruned: 0,
  failed: 0,
  firstFailures: [],
  metric: 'accuracy',
  direction: 'maximize',
  best: undefined,
  secondsLeft: undefined,
} as const;

it('says how far a search is, and leaves out what is not there', () => {
  expect(progressText(progress)).toBe('2 running');
  const best = { trial: 1, family: 'forest', value: 0.68421 };
  expect(progressText({ ...progress, pruned: 4, failed: 1, best, secondsLeft: 125 })).toBe(
    'best accuracy 0.6842 (forest, trial 1); 4 pruned; 1 failed; 2 running; about 2 min 5 s left',
  );
});

it('says once why a family fails, in a log as well', () => {
  const written: string[] = [];
  const stderr = { write: (text: string) => written.push(text) };
  const display = new SearchDisplay(new Reporter({ stderr } as unknown as Cli, {}), 10);
  const firstFailures = [{ trial: 4, family: 'svm', reason: 'out of memory\nand a long trace' }];
  display.update({ ...progress, failed: 1, firstFailures });
  display.update({ ...progress, failed: 2, firstFailures });
  display.end();
  expect(written).toEqual([
    '  svm fails, first in trial 4: out of memory\n',
    'trials: 3 of 10  1 failed; 2 running\n',
    'trials: 3 of 10  2 failed; 2 running\n',
  ]);
});

it('shows families with bars, the candidates, every check, and why the champion stays', () => {
  const text = searchLines(RESULT, 's3://models').join('\n');
  expect(text).toMatch(/^ {2}forest +0\.6800 +± 0\.0100 +█{20} /m);
  expect(text).toMatch(/^ {2}svm +0\.3400 +± 0\.0100 +█{10} /m);
  expect(text).toMatch(/^ {2}mlp +- /m);
  expect(text).toContain('trees 150, maxFeatures 0.312');
  expect(text).toContain('accuracy 0.690 (0.660 to 0.720)');
  expect(text).toContain('  + size: 2,048 bytes\n  - quality: not significantly better');
  expect(text).toContain('The champion stays version 3: quality: it is not significantly better');
  expect(text).toContain('its report: s3://models/models/wine-quality/artifacts/x/report.html');
});

it('gives the smallest error the longest bar', () => {
  const objective = { metric: 'rmse', direction: 'minimize' } as const;
  const text = searchLines({ ...RESULT, objective }, '.weir').join('\n');
  expect(text).toMatch(/^ {2}svm +0\.3400 .*█{20} /m);
  expect(text).toMatch(/^ {2}forest +0\.6800 [^█]*█{10} /m);
});

it('names a study by model and time, however long the model’s name is', () => {
  const now = new Date('2026-11-21T15:42:05Z');
  expect(studyName('wine-quality', now)).toBe('wine-quality-20261121-154205');
  expect(studyName('m'.repeat(63), now)).toHaveLength(63);
});

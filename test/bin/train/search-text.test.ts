import { expect, it } from 'vitest';
import { progressText } from '../../../bin/train/search-display.ts';
import { searchLines } from '../../../bin/train/search-summary.ts';
import { studyName } from '../../../bin/train/study-name.ts';
import type { SearchResult } from '../../../training/search/result.ts';

const interval = (value: number) => ({ value, low: value - 0.03, high: value + 0.03 });
const family = {
  trials: 5,
  complete: 3,
  pruned: 2,
  failed: 0,
  bestSpread: 0.01,
  medianSeconds: 2,
  totalSeconds: 9,
};

const RESULT: SearchResult = {
  schema: 1,
  study: 'mine',
  model: 'wine-quality',
  task: 'classification',
  objective: { metric: 'accuracy', direction: 'maximize' },
  ended: 'all 10 trials are finished',
  finishedAt: '2026-01-01T00:05:00Z',
  synthetic: false,
  trials: { complete: 6, pruned: 4, failed: 0, seconds: 100, wallSeconds: 65 },
  candidates: [
    {
      rank: 1,
      trial: 7,
      family: 'forest',
      parameters: { trees: 150 },
      hyperparameters: { trees: 150, maxFeatures: 0.31234 },
      value: 0.6842,
      foldSpread: 0.01,
      trialSeconds: 3,
      refitSeconds: 1.2,
      model: { key: 'studies/mine/top/1/model.onnx', sha256: 'a'.repeat(64), bytes: 2048, chunkRows: null },
      facts: {},
    },
  ],
  families: [
    { ...family, family: 'forest', bestValue: 0.68 },
    { ...family, family: 'svm', bestValue: 0.34 },
    { ...family, family: 'mlp', bestValue: null, bestSpread: null, medianSeconds: null },
  ],
  evaluation: { rows: 980, metrics: { accuracy: interval(0.69) } },
  verdict: {
    schema: 1,
    promote: false,
    mode: 'better',
    reason: 'quality: it is not significantly better',
    judgedAt: '2026-01-01T00:05:00Z',
    champion: { model: 'wine-quality', version: 3 },
    holdout: { rows: 980, sha256: 'b'.repeat(64) },
    checks: [
      { check: 'size', outcome: 'passed', reason: '2,048 bytes', figures: {} },
      { check: 'quality', outcome: 'failed', reason: 'not significantly better', figures: {} },
    ],
  },
  version: 4,
  report: { key: 'models/wine-quality/artifacts/x/report.html', sha256: 'c'.repeat(64), bytes: 9 },
  champion: { moved: false, version: 3, reason: 'quality: it is not significantly better' },
};

it('says how far a search is, and leaves out what is not there', () => {
  const progress = {
    finished: 3,
    wanted: 10,
    running: 2,
    complete: 3,
    pruned: 0,
    failed: 0,
    metric: 'accuracy',
    direction: 'maximize',
    best: undefined,
    secondsLeft: undefined,
  } as const;
  expect(progressText(progress)).toBe('2 running');
  const best = { trial: 1, family: 'forest', value: 0.68421 };
  expect(progressText({ ...progress, pruned: 4, failed: 1, best, secondsLeft: 125 })).toBe(
    'best accuracy 0.6842 (forest, trial 1); 4 pruned; 1 failed; 2 running; about 2 min 5 s left',
  );
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

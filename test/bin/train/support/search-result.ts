import type { SearchResult } from '../../../../training/search/result.ts';

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

/** How a search may end: the champion stays. */
export const RESULT: SearchResult = {
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

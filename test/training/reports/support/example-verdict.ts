import type { GateCheck, Verdict } from '../../../../lib/contract/verdict.ts';

/** What the gate says about a candidate that is better than the champion, or is not. */
export function exampleVerdict(promote: boolean, name: string): Verdict {
  const quality: GateCheck = {
    check: 'quality',
    outcome: promote ? 'passed' : 'failed',
    reason: `accuracy 0.694 against the champion's 0.651: better by ${promote ? '0.043 (95% interval 0.012 to 0.074' : '0.004 (95% interval -0.018 to 0.026'}, paired bootstrap of 980 rows)`,
    figures: promote
      ? {
          metric: 'accuracy',
          candidate: 0.694,
          champion: 0.651,
          difference: 0.043,
          low: 0.012,
          high: 0.074,
          asked: 0,
          resamples: 2000,
          rows: 980,
        }
      : {
          metric: 'accuracy',
          candidate: 0.655,
          champion: 0.651,
          difference: 0.004,
          low: -0.018,
          high: 0.026,
          asked: -0.01,
          resamples: 2000,
          rows: 980,
        },
  };
  return {
    schema: 1,
    promote,
    mode: promote ? 'better' : 'non-inferior',
    reason: promote
      ? `passes all 9 checks that apply: ${quality.reason}`
      : `refused by quality: ${quality.reason}`,
    judgedAt: '2026-11-21T09:29:00Z',
    champion: { model: `${name}wine-quality`, version: 6 },
    holdout: { rows: 980, sha256: 'cd'.repeat(32) },
    checks: [
      {
        check: 'signature',
        outcome: 'passed',
        reason: 'the same features and classes in the same order',
        figures: {},
      },
      {
        check: 'agreement',
        outcome: 'passed',
        reason: 'trainer and graph agree: labels equal, |ΔP| at most 2.4e-7',
        figures: {},
      },
      {
        check: 'latency',
        outcome: 'passed',
        reason:
          "0.21 ms (budget 10), 0.9 × the champion's 0.23 ms; 3.1 ms a batch (budget 200), 1.1 × the champion's 2.8 ms",
        figures: {
          singleP99Ms: 0.21,
          singleP99MsChampion: 0.23,
          singleRatio: 0.9,
          batchP99Ms: 3.1,
          batchP99MsChampion: 2.8,
          batchRatio: 1.1,
          batchRows: 1000,
        },
      },
      quality,
      {
        check: 'mcnemar',
        outcome: promote ? 'passed' : 'reported',
        reason:
          'of the rows that one of them alone gets right, the candidate has 91 and the champion 49: exact McNemar p = 0.0005',
        figures: promote
          ? { onlyCandidate: 91, onlyChampion: 49, p: 0.0005, level: 0.05 }
          : { onlyCandidate: 63, onlyChampion: 59, p: 0.78, level: 0.05 },
      },
      { check: 'live', outcome: 'skipped', reason: 'no live agreement was given', figures: {} },
      {
        check: `${name}classes`,
        outcome: 'reported',
        reason: `found of each class: ${name}3 0.1 (champion 0), 4 0.2 (0.2)`,
        figures: {},
      },
    ],
  };
}

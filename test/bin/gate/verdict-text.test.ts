import { describe, expect, it } from 'vitest';
import { differencePicture, verdictText } from '../../../bin/gate/verdict-text.ts';
import type { GateCheck } from '../../../lib/contract/verdict.ts';
import { verdictOf } from './threshold-versions.ts';

const quality = (difference: number, low: number, high: number, asked = 0): GateCheck => ({
  check: 'quality',
  outcome: 'passed',
  reason: 'r',
  figures: { metric: 'accuracy', difference, low, high, asked },
});

describe('differencePicture', () => {
  it('shows the interval between worse and better, and no difference', () => {
    expect(differencePicture([quality(0.05, 0, 0.1)], 34)).toEqual([
      'accuracy: advantage of the candidate, 95% interval 0 to 0.1 (* 0.05, | none)',
      'worse --[=======*=======]-- better',
    ]);
    const [words, line] = differencePicture([quality(0.01, -0.005, 0.025, -0.01)], 60);
    expect(words).toContain(': the margin -0.01');
    expect(line).toMatch(/^worse -+:-*\[=+\|=+\*=+\]-+ better$/);
  });

  it('shows nothing where nothing was compared', () => {
    expect(differencePicture([], 80)).toEqual([]);
  });
});

describe('verdictText', () => {
  it('goes on below with reasons that are longer than the terminal is wide', () => {
    const reason = 'one two three four five six seven eight nine ten';
    const checks = [{ ...quality(0.1, 0.05, 0.2), reason }];
    const lines = verdictText({ ...verdictOf(true), checks }, 50);
    expect(lines.slice(0, 5)).toEqual([
      'check    outcome  reason',
      '-------  -------  ---------------------------',
      'quality  passed   one two three four five six',
      '                  seven eight nine ten',
      '',
    ]);
  });
});

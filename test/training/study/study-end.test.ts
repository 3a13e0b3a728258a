import { describe, expect, test } from 'vitest';
import { type StudyLimits, studyDefinitionSchema } from '../../../training/study/definition.ts';
import { studyEnd } from '../../../training/study/study-end.ts';
import type { Trial } from '../../../training/study/trial.ts';
import { draftOf } from './support/drafts.ts';

const MADE = new Date('2026-01-01T00:00:00Z');
const after = (seconds: number) => new Date(MADE.getTime() + seconds * 1_000);

/** A value is a complete trial of 36 s, a state anything else. */
type Sketch = number | 'pruned' | 'failed' | 'running';

function trialsOf(sketches: readonly Sketch[]): Trial[] {
  return sketches.map((sketch, number) => ({
    ...{
      number,
      family: 'svm',
      parameters: {},
      steps: [],
      seed: 1,
      epoch: 1,
      worker: 'ann',
      metrics: {},
      attempts: [],
    },
    state: typeof sketch === 'number' ? 'complete' : sketch,
    value: typeof sketch === 'number' ? sketch : null,
    reason: sketch === 'failed' ? 'out of memory' : null,
    startedAt: MADE,
    finishedAt: sketch === 'running' ? null : after(36),
  }));
}

function endOf(
  limits: Partial<StudyLimits>,
  sketches: readonly Sketch[],
  given: { direction?: 'minimize'; now?: Date } = {},
) {
  const { direction = 'maximize', now = after(36) } = given;
  const draft = draftOf({ limits: { trials: 100, ...limits }, objective: { metric: 'accuracy', direction } });
  const own = { schema: 1, writeId: 'w', createdAt: MADE.toISOString() };
  const definition = studyDefinitionSchema.parse({ ...own, ...draft });
  return studyEnd({ definition, trials: trialsOf(sketches), now });
}

describe('a study ends', () => {
  test.each<[string, Partial<StudyLimits>, Sketch[], string]>([
    ['trials', { trials: 3 }, [0.1, 'pruned', 'failed', 0.2], 'all 3 trials are finished'],
    [
      'failures',
      { failures: 1 },
      ['failed', 0.1, 'failed'],
      '2 trials failed, 1 may; the last, trial 2: out of memory',
    ],
    [
      'cost',
      { cost: { maxUsd: 0.02, usdPerWorkerHour: 1 } },
      [0.1, 'running'],
      'the trials took 72 s of workers, about 0.02 USD',
    ],
    [
      'wallClockSeconds',
      { wallClockSeconds: 36 },
      [0.1],
      '36 s have passed since the study was made, 36 s may',
    ],
    [
      'noImprovement',
      { noImprovement: { trials: 2, share: 0.01 } },
      [0.1, 0.5, 0.504, 'pruned'],
      'the last 2 trials improved the best (0.504) by no more than 1%',
    ],
    ['target', { target: 0.6 }, [0.1, 0.6], 'trial 1 reached the target: accuracy 0.6 (asked for 0.6)'],
  ])('by its limit of %s, with a reason that a person can read', (limit, limits, sketches, reason) => {
    expect(endOf(limits, sketches)).toMatchObject({ limit, reason: expect.stringContaining(reason) });
  });

  test.each<[string, Partial<StudyLimits>, Sketch[]]>([
    ['trials that run', { trials: 3 }, [0.1, 0.2, 'running', 'failed']],
    ['as many failures as may be', { failures: 2 }, ['failed', 0.1, 'failed']],
    ['less cost', { cost: { maxUsd: 0.03, usdPerWorkerHour: 1 } }, [0.1, 'running']],
    ['less time', { wallClockSeconds: 37 }, [0.1]],
    ['an improvement above the share', { noImprovement: { trials: 2, share: 0.01 } }, [0.5, 0.1, 0.506]],
    ['too few trials for an improvement', { noImprovement: { trials: 2, share: 0.01 } }, [0.5, 0.5]],
    [
      'no complete trial before those',
      { noImprovement: { trials: 2, share: 0.01 } },
      ['pruned', 'pruned', 0.5],
    ],
    ['a target that is not reached', { target: 0.6 }, [0.59, 'running']],
  ])('not yet with %s', (_, limits, sketches) => {
    expect(endOf(limits, sketches)).toBeUndefined();
  });

  test('by a target below, when the objective is to be small', () => {
    expect(endOf({ target: 0.2 }, [0.3], { direction: 'minimize' })).toBeUndefined();
    expect(endOf({ target: 0.2 }, [0.3, 0.19], { direction: 'minimize' })).toMatchObject({ limit: 'target' });
  });
});

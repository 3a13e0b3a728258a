import { describe, expect, it } from 'vitest';
import { describeRuntime } from '../../../../lib/model/onnx/describe-runtime.ts';
import type { ModelSession, OpenSession } from '../../../../lib/model/session.ts';
import { contestInChild } from '../../../../training/gate/contest/contest-in-child.ts';
import { holdContest } from '../../../../training/gate/contest/hold-contest.ts';
import type { Contestant, ContestJob } from '../../../../training/gate/contest/job.ts';
import { compareLatency } from '../../../../training/gate/statistics/compare-latency.ts';
import { seededRandom } from '../../../../training/random.ts';
import { busy, thresholdHoldout, thresholdModel } from '../support/threshold-models.ts';

const LIMITS = { timeoutMs: 20_000, maxRssBytes: 2 ** 30 };
const holdout = thresholdHoldout();

function contestant(options: Parameters<typeof thresholdModel>[0] = {}): Contestant {
  const { model, signature } = thresholdModel(options);
  return { model, signature, runtime: describeRuntime(model, signature) };
}

function job(changes: Partial<ContestJob> = {}): ContestJob {
  const side = contestant();
  return {
    candidate: side,
    champion: side,
    holdout,
    outliers: holdout,
    batchRows: 100,
    measureMs: 20,
    latencyRatio: 1.2,
    ...changes,
  };
}

type Side = 'candidate' | 'champion';

/** A clock that only sessions move: a run takes what `msOf` says of its first row, plus what else the machine does. */
function simulated(msOf: (side: Side, row: number) => number, noise: () => number = () => 0) {
  let now = 0;
  let worked = 0;
  const session = (side: Side): ModelSession => ({
    run: async (rows, n) => {
      const own = msOf(side, (rows.byteOffset - holdout.values.byteOffset) / (4 * holdout.width));
      now += own + noise();
      worked += own;
      return { task: 'regression', values: new Float32Array(n) };
    },
    release: async () => {},
  });
  const sides = (['candidate', 'champion'] as const).values();
  return {
    open: (async () => session(sides.next().value!)) as OpenSession,
    clock: { wall: () => now, cpu: () => worked },
  };
}

async function measured(scene: ReturnType<typeof simulated>, changes: Partial<ContestJob> = {}) {
  const { latency } = await holdContest(job({ measureMs: 20_000, ...changes }), scene);
  if (latency?.kind !== 'measured') throw new Error('it was to be measured');
  return { ratio: compareLatency(latency.single).ratio, repetitions: latency.single.repetitions };
}

const slower = (factor: number) => (side: Side) => (side === 'candidate' ? factor : 1);

describe('holdContest', () => {
  it('finds the ratio of the models on a machine whose other work hits a third of all runs', async () => {
    const random = seededRandom(1);
    const noise = () => (random.uniform() < 1 / 3 ? 40 : 0);
    expect((await measured(simulated(slower(1), noise))).ratio).toBe(1);
    expect((await measured(simulated(slower(1.5), noise))).ratio).toBeCloseTo(1.5, 12);
  });

  it('finds it where other work hits all runs, by the time of the processor', async () => {
    const random = seededRandom(1);
    const noise = () => 20 + 40 * random.uniform();
    const few = { measureMs: 100 };
    expect((await measured(simulated(slower(1), noise), few)).ratio).toBeLessThanOrEqual(1);
  });

  it('sees a model that is slow for a few rows alone', async () => {
    const slowRow = simulated((side, row) => (side === 'candidate' && row % 50 === 7 ? 9 : 1));
    expect((await measured(slowRow)).ratio).toBe(9);
  });

  it('measures a candidate again before it believes that it is slow', async () => {
    const believed = await measured(simulated(slower(2)), { latencyRatio: 3 });
    const doubted = await measured(simulated(slower(2)), { latencyRatio: 1.2 });
    expect(doubted).toEqual({ ratio: 2, repetitions: 4 * believed.repetitions });
  });

  it('says that a model throws, whether at loading or on a row', async () => {
    const open: OpenSession = async () => {
      throw new Error('no such\n operator');
    };
    const { candidate, latency } = await holdContest(job({ champion: undefined }), {
      open,
      clock: { wall: () => 0, cpu: () => 0 },
    });
    expect({ candidate, latency }).toEqual({
      candidate: { kind: 'failed', why: 'no such operator' },
      latency: undefined,
    });
  });
});

describe('contestInChild', () => {
  it('runs both models in a process of its own', async () => {
    const contest = await contestInChild(job(), LIMITS);
    expect({ ...contest.champion, unstable: 0 }).toEqual(contest.candidate);
    expect(contest.latency).toMatchObject({ kind: 'measured' });
  });

  it('ends a candidate that takes for ever, and says that it did not end', async () => {
    const endless = contestant({ extra: busy(9_000) });
    const contest = await contestInChild(job({ candidate: endless }), { ...LIMITS, timeoutMs: 600 });
    expect(contest).toMatchObject({
      candidate: { kind: 'failed', why: expect.stringMatching(/did not end within 0\.6 s/) },
    });
  });

  it('ends at once when nobody waits any more', async () => {
    const abort = new AbortController();
    const asked = contestInChild(job(), LIMITS, abort.signal);
    abort.abort(new Error('stopped'));
    await expect(asked).rejects.toThrow('stopped');
  });
});

import { describe, expect, it } from 'vitest';
import { importanceOf } from '../../../training/profile/importance.ts';
import { answersTo, madeRows, truthTo } from './scene.ts';

const rows = madeRows({ count: 1_000 });
const unseen = { rows, truth: truthTo(rows), answers: answersTo(rows) };

/** A clock that says how long the model took: so many milliseconds for each run. */
function measured(changes: Partial<typeof unseen> | { truth: undefined }, runMs: number) {
  let [now, runs, shuffled] = [0, 0, 0];
  const predict = async (asked: typeof rows) => {
    now += runMs;
    runs++;
    shuffled += asked.count;
    return answersTo(asked);
  };
  const shares = importanceOf({ ...unseen, ...changes }, 2, predict, { seed: 1, clock: () => now });
  return shares.then((found) => ({ found, runs, shuffled }));
}

describe('importanceOf', () => {
  it('gives a feature that decides everything everything', async () => {
    expect((await measured({}, 1)).found).toEqual([1, 0]);
    expect((await measured({ truth: undefined }, 1)).found).toEqual([1, 0]);
  });

  it('asks a slow model about fewer rows, and a very slow one not at all', async () => {
    const quick = await measured({}, 1);
    const slow = await measured({}, 1_000);
    expect(slow.found).toEqual([1, 0]);
    expect(slow.shuffled - 1_000).toBeLessThan((quick.shuffled - 1_000) / 3);
    const { found, runs } = await measured({}, 60_000);
    expect([found, runs]).toEqual([[0.5, 0.5], 1]);
  });

  it('gives all the same where nothing can be lost', async () => {
    const empty = { ...rows, count: 0 };
    const none = { rows: empty, truth: undefined, answers: answersTo(empty) };
    expect((await measured(none, 1)).found).toEqual([0.5, 0.5]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBroken, predictRows } from '../../../../lambdas/inference/predict/predict-rows.ts';
import type { ModelOutput } from '../../../../lib/model/session.ts';
import { wineSignature } from '../../../support/signatures.ts';
import { firstFeature, poisonedBy, servedModel } from '../served-models.ts';

const signature = wineSignature();
const WIDTH = 3;

/** Rows whose first features are 0, 1, 2, … divided by n. */
function rowsOf(n: number): Float32Array {
  return Float32Array.from({ length: n * WIDTH }, (_, i) => (i % WIDTH === 0 ? i / WIDTH / n : 0.5));
}

/** A model that throws on these rows, and counts its runs. */
function throwingOn(guilty: readonly number[], n: number, goldenRuns = true) {
  const runs: number[] = [];
  const poison = new Set(guilty.map((row) => Math.fround(row / n)));
  const run = poisonedBy((first) => poison.has(first), WIDTH, firstFeature(signature));
  const counted = (rows: Float32Array, count: number): ModelOutput => {
    runs.push(count);
    return run(rows, count);
  };
  return { model: servedModel(signature, counted, goldenRuns), runs };
}

describe('predicting', () => {
  it('answers a batch in one run', async () => {
    const { model, runs } = throwingOn([], 100);
    await predictRows(model, rowsOf(100), 100, WIDTH);
    expect(runs).toEqual([100]);
  });

  it('does not run for no rows', async () => {
    const { model, runs } = throwingOn([], 1);
    expect(await predictRows(model, new Float32Array(0), 0, WIDTH)).toEqual({
      output: undefined,
      failed: [],
    });
    expect(runs).toEqual([]);
  });

  it('finds exactly the rows that make it throw and answers the others as if those were not there', async () => {
    const some = fc.uniqueArray(fc.nat({ max: 199 }), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(some, async (guilty) => {
        const { model } = throwingOn(guilty, 200);
        const answer = await predictRows(model, rowsOf(200), 200, WIDTH);
        if (isBroken(answer)) throw new Error('not the model');
        expect(answer.failed).toEqual(guilty.toSorted((a, b) => a - b));
        const clean = firstFeature(signature)(rowsOf(200), 200);
        if (clean.task !== 'classification' || answer.output?.task !== 'classification')
          throw new Error('task');
        for (let row = 0; row < 200; row++) {
          if (guilty.includes(row)) continue;
          expect(answer.output.labels[row]).toBe(clean.labels[row]);
          const [from, to] = [row * 3, row * 3 + 3];
          expect(answer.output.probabilities?.slice(from, to)).toEqual(clean.probabilities?.slice(from, to));
        }
      }),
    );
  });

  it('takes few runs to find one row among 10,000', async () => {
    const { model, runs } = throwingOn([4_711], 10_000);
    await predictRows(model, rowsOf(10_000), 10_000, WIDTH);
    expect(runs.length).toBeLessThan(2 * 14 + 2);
  });

  it('rejects all rows of a small batch while the golden records run', async () => {
    const { model } = throwingOn([0, 1, 2], 3);
    expect(await predictRows(model, rowsOf(3), 3, WIDTH)).toMatchObject({
      output: undefined,
      failed: [0, 1, 2],
    });
  });

  it('blames the model when its golden records throw too', async () => {
    const { model, runs } = throwingOn([3], 10, false);
    expect(await predictRows(model, rowsOf(10), 10, WIDTH)).toMatchObject({ cause: 'golden' });
    expect(runs).toEqual([10]);
  });

  it.each([
    [11, 100, 'widespread'],
    [10, 100, undefined],
    [101, 10_000, 'widespread'],
    [100, 10_000, undefined],
  ])('of %i guilty rows in %i says %s', async (count, n, cause) => {
    const { model } = throwingOn(
      Array.from({ length: count }, (_, i) => i),
      n,
    );
    const answer = await predictRows(model, rowsOf(n), n, WIDTH);
    expect(isBroken(answer) ? answer.cause : undefined).toBe(cause);
  });

  it.each([0, 1, 5])(
    'stops looking for the guilty rows when the time is over after %i looks at it',
    async (looks) => {
      const { model, runs } = throwingOn([17, 63], 100);
      let asked = 0;
      const answer = await predictRows(model, rowsOf(100), 100, WIDTH, () => asked++ >= looks);
      expect(answer).toMatchObject({ cause: 'out-of-time' });
      expect(runs.length).toBe(Math.max(1, looks));
    },
  );

  it('takes as long as one run needs when nothing throws', async () => {
    const { model } = throwingOn([], 100);
    expect(isBroken(await predictRows(model, rowsOf(100), 100, WIDTH, () => true))).toBe(false);
  });

  it('answers halves of a batch that is only too much as a whole', async () => {
    const run = firstFeature(signature);
    const model = servedModel(signature, (rows, n) => {
      if (n > 16) throw new Error('out of memory');
      return run(rows, n);
    });
    const answer = await predictRows(model, rowsOf(100), 100, WIDTH);
    expect(answer).toMatchObject({ failed: [], output: run(rowsOf(100), 100) });
  });

  it('does the same for a regression', async () => {
    const model = servedModel(signature, (rows, n) => {
      if (n > 1 && rows[0] === 0) throw new Error('no');
      return {
        task: 'regression',
        values: Float32Array.from({ length: n }, (_, row) => rows[row * WIDTH]! * 2),
      };
    });
    const answer = await predictRows(model, rowsOf(4), 4, WIDTH);
    expect(answer).toMatchObject({ failed: [], output: { values: Float32Array.of(0, 0.5, 1, 1.5) } });
  });
});

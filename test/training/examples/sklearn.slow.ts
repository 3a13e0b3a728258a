import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { syntheticWine } from '../../../training/data/load.ts';
import { pickRows, readProblem } from '../../../training/data/problem.ts';
import { stratifiedSplit } from '../../../training/data/split.ts';
import { strataOf } from '../../../training/data/target.ts';
import { scoresOf } from '../../../training/evaluate/objectives.ts';
import { programTrainer } from '../../../training/trial/program/program-trainer.ts';
import { programSchema } from '../../../training/trial/program/specification.ts';
import { installPythonPeers, PythonPeersUnavailable } from '../../support/python-peers.ts';

const EXAMPLE = join(import.meta.dirname, '../../../training/examples/sklearn');

/** The example as the documentation has it, with a Python that has what it needs; undefined where none can be had. */
async function exampleProgram() {
  const python = await installPythonPeers().catch((thrown: unknown) => {
    if (thrown instanceof PythonPeersUnavailable) return undefined;
    throw thrown;
  });
  if (python === undefined) return undefined;
  const program = programSchema.parse(JSON.parse(await readFile(join(EXAMPLE, 'trainer.json'), 'utf8')));
  return { ...program, command: [python, join(EXAMPLE, 'train.py')] };
}

it.for(['classification', 'regression'] as const)(
  'scikit-learn’s trees learn the synthetic wines as a %s, and stop early when they are told to',
  { timeout: 300_000 },
  async (task, { skip }) => {
    const program = await exampleProgram();
    if (program === undefined) return skip('no Python with scikit-learn can be had');
    const problem = readProblem(syntheticWine(), { task, features: 'all' });
    const split = stratifiedSplit(strataOf(problem.target), { seed: 1, holdoutShare: 0.2 });
    const [train, held] = [pickRows(problem, split.train), pickRows(problem, split.holdout)];
    const trainer = programTrainer('extra-trees', program, problem.signature);
    const parameters = { trees: 100, maxFeatures: 0.5, minLeaf: 2 };
    const iterations: number[] = [];
    const model = await trainer.fit(train, parameters, {
      seed: 3,
      validation: held,
      onIteration: (iteration, loss) => iterations.push(iteration) > 0 && loss > 0,
    });
    expect(iterations).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    const scores = scoresOf(held, await model.predict(held));
    if (task === 'classification') expect(scores.accuracy).toBeGreaterThan(0.55);
    else expect(scores.r2).toBeGreaterThan(0.4);
    const stopped = await trainer.fit(
      train,
      { ...parameters, trees: 300 },
      { seed: 3, onIteration: () => false },
    );
    expect(stopped.hyperparameters.trees).toBeLessThan(300);
    expect(await stopped.predict(held)).toBeDefined();
  },
);

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { UserError } from '../../../../lib/contract/errors.ts';
import type { Signature } from '../../../../lib/contract/signature.ts';
import type { ClassAnswers, ClassifiedRows } from '../../../../training/trainers/trainer.ts';
import { programTrainer } from '../../../../training/trial/program/program-trainer.ts';
import {
  type ProgramSpecification,
  programSchema,
} from '../../../../training/trial/program/specification.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

const EXAMPLE = join(import.meta.dirname, '../../../../training/examples/nearest-centroid');

const SIGNATURE: Signature = {
  task: 'classification',
  featuresKey: null,
  carriedKeys: [],
  predictionKey: 'kind',
  features: [
    { name: 'a, b', type: 'number' },
    { name: 'c', type: 'number' },
  ],
  classes: ['far', 'near'],
};

/** Rows around (5, 3) and around the origin, by turns. */
const ROWS: ClassifiedRows = {
  values: Float32Array.from({ length: 80 }, (_, at) => {
    const row = at >> 1;
    const centre = row % 2 === 1 ? 0 : at % 2 === 0 ? 5 : 3;
    return centre + Math.sin(at * 12.9) / 3;
  }),
  count: 40,
  width: 2,
  labels: Int32Array.from({ length: 40 }, (_, row) => row % 2),
  classes: 2,
};

async function exampleProgram(): Promise<ProgramSpecification> {
  const program = programSchema.parse(JSON.parse(await readFile(join(EXAMPLE, 'trainer.json'), 'utf8')));
  return { ...program, command: [process.execPath, join(EXAMPLE, 'train.mjs')] };
}

/** A program of a few lines of JavaScript; `directory` is the trial's. */
async function script(body: string): Promise<ProgramSpecification> {
  const file = join(await temporaryDirectory(), 'train.mjs');
  const head =
    "import fs from 'node:fs'; import { join } from 'node:path'; const directory = process.argv[2];\n" +
    "const trial = JSON.parse(fs.readFileSync(join(directory, 'trial.json'), 'utf8'));\n";
  await writeFile(file, head + body);
  return programSchema.parse({ command: [process.execPath, file], space: {}, timeoutSeconds: 20 });
}

const fitWith = (program: ProgramSpecification, parameters = {}, options = {}) =>
  programTrainer('centroids', program, SIGNATURE).fit(ROWS, parameters, options);

describe('a trainer that is a program', () => {
  it('gets the trial and its rows as files, and gives a model that answers by name', async () => {
    const losses: number[] = [];
    const onIteration = (_: number, loss: number) => losses.push(loss) > 0;
    const model = await fitWith(await exampleProgram(), { sharpness: 1, distance: 'plain' }, { onIteration });
    const { labels, probabilities } = (await model.predict(ROWS)) as ClassAnswers;
    expect([...labels]).toEqual([...ROWS.labels]);
    expect(probabilities[0]).toBeGreaterThan(0.99);
    expect(model.facts).toEqual({ centroids: 2 });
    expect(losses).toEqual([expect.closeTo(0, 2)]);
  }, 20_000);

  it('is told the features, the classes, the seed, and every value to the last bit', async () => {
    const out = join(await temporaryDirectory(), 'seen.json');
    const program = await script(
      `fs.writeFileSync(${JSON.stringify(out)}, JSON.stringify({ trial, csv: fs.readFileSync(join(directory, trial.train.file), 'utf8') })); process.exit(2);`,
    );
    await expect(fitWith(program, { depth: 3 }, { seed: 7, threads: 2 })).rejects.toThrow(
      /refused the trial/,
    );
    const { trial, csv } = JSON.parse(await readFile(out, 'utf8'));
    expect(trial).toMatchObject({
      schema: 1,
      task: 'classification',
      features: ['a, b', 'c'],
      classes: ['far', 'near'],
      parameters: { depth: 3 },
      seed: 7,
      threads: 2,
      train: { rows: 40 },
      validation: null,
    });
    const [header, ...lines] = csv.trimEnd().split('\n');
    expect(header).toBe('"a, b",c,kind');
    const values = lines.flatMap((line: string) => line.split(',').slice(0, 2).map(Number));
    expect(Float32Array.from(values)).toEqual(ROWS.values);
    expect(lines.map((line: string) => line.split(',')[2])).toEqual(
      [...ROWS.labels].map((label) => SIGNATURE.classes[label]),
    );
  });

  it.each([
    [
      'a refusal, with its reason',
      "console.error('depth is 0'); process.exit(2);",
      /centroids refused the trial: depth is 0/,
    ],
    ['a crash, with the error alone', "throw new Error('no memory');", /exit code 1: Error: no memory$/],
    ['an end without a result', '', /wrote no result.json/],
    [
      'a result that is none',
      "fs.writeFileSync(join(directory, 'result.json'), '{}');",
      /a result.json that is none/,
    ],
    [
      'an end without a model',
      `fs.writeFileSync(join(directory, 'result.json'), '{"schema":1}');`,
      /wrote no model.onnx/,
    ],
  ])('makes a mistake of %s', async (_, body, message) => {
    const fitting = fitWith(await script(body));
    await expect(fitting).rejects.toThrow(UserError);
    await expect(fitting).rejects.toThrow(message);
  });

  it('holds its model to the rules of published ones', async () => {
    const program = await script(
      `fs.writeFileSync(join(directory, 'result.json'), '{"schema":1}'); fs.writeFileSync(join(directory, 'model.onnx'), 'no model');`,
    );
    const model = await fitWith(program);
    await expect(model.predict(ROWS)).rejects.toThrow(UserError);
  });

  it('is said to be missing when it cannot be started', async () => {
    const program = programSchema.parse({ command: ['no-such-program'], space: {} });
    await expect(fitWith(program)).rejects.toThrow(/no-such-program cannot be started/);
  });

  it('runs on the Node of weir, whichever comes first on PATH', async () => {
    const older = await temporaryDirectory();
    await writeFile(join(older, 'node'), '#!/bin/sh\nexit 9\n', { mode: 0o755 });
    vi.stubEnv('PATH', `${older}:${process.env.PATH}`);
    try {
      const { command, ...program } = await script("console.error('here'); process.exit(2);");
      const fitting = fitWith({ ...program, command: ['node', command[1]!] });
      await expect(fitting).rejects.toThrow(/refused the trial: here/);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('is ended when it takes too long, and when it is silent for too long', async () => {
    const program = await script('setInterval(() => {}, 1000);');
    await expect(fitWith({ ...program, timeoutSeconds: 0.3 })).rejects.toThrow(/took more than 0.3 s/);
    await expect(fitWith({ ...program, silenceSeconds: 0.3 })).rejects.toThrow(/wrote no progress for 0.3 s/);
  });

  it('is ended when nobody wants its model any more', async () => {
    const stop = new AbortController();
    const fitting = fitWith(await script('setInterval(() => {}, 1000);'), {}, { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('SIGTERM')), 200);
    await expect(fitting).rejects.toThrow('SIGTERM');
  });

  it('may write the model that it has when it is pruned', async () => {
    const program = await script(
      `const file = join(directory, trial.progress);
       process.on('SIGTERM', () => { fs.writeFileSync(join(directory, 'model.onnx'), ''); fs.writeFileSync(join(directory, 'result.json'), '{"schema":1,"hyperparameters":{"iterations":4}}'); process.exit(0); });
       let iteration = 0; setInterval(() => fs.appendFileSync(file, JSON.stringify({ iteration: ++iteration, loss: 1 }) + '\\n'), 20);`,
    );
    const model = await fitWith(
      program,
      { iterations: 900 },
      { onIteration: (iteration: number) => iteration < 3 },
    );
    expect(model.hyperparameters).toEqual({ iterations: 4 });
  });
});

/**
 * One table of what the function's hot path costs, each figure a ratio of things measured in turns in this run.
 *
 *   node test/bench/main.ts [--json] [--check]
 *
 * WEIR_DATA names the wine data; without it they are made up, which changes no figure by much. --check exits with
 * 1 when a target is missed by more than the tolerance of report.ts.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { evaluateBatch } from '../../lambdas/inference/evaluate.ts';
import { DATA_ENV } from '../../lib/contract/environment.ts';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import { ModelRegistry } from '../../lib/registry/registry.ts';
import { loadTable, syntheticWine } from '../../training/data/load.ts';
import type { Table } from '../../training/data/table.ts';
import { planExperiment } from '../../training/experiment.ts';
import { train } from '../../training/main.ts';
import { wineEvent } from './batches.ts';
import { type BenchModels, benchModels, benchPerceptron } from './bench-models.ts';
import { challengerRows } from './challenger-rows.ts';
import { decodeRows } from './decode-rows.ts';
import { type HandlerTargets, handlerRows } from './handler-rows.ts';
import { measure, type Rounds, ratio, typical } from './measure.ts';
import { processRows } from './process-rows.ts';
import { profileRows } from './profile-rows.ts';
import { putRows } from './put-rows.ts';
import { isMet, type Row, TOLERANCE, table } from './report.ts';

const FAST: Rounds = { rounds: 31, warmUp: 10 };
const SLOW: Rounds = { rounds: 15, warmUp: 3 };

/** Targets, and the figures of scikit-learn on this kind of machine (two cores) that they are multiples of. */
const TARGETS: Readonly<Record<'svm' | 'forest' | 'mlp', HandlerTargets>> = {
  svm: {
    compact: 1.05,
    full: 1.05,
    python: { perRecord: 6_700, batched: 13_700 },
    timesPython: { perRecord: 30, batched: 15 },
  },
  forest: {
    compact: 1.05,
    full: 1.05,
    python: { perRecord: 300, batched: 53_000 },
    timesPython: { perRecord: 300, batched: 1.5 },
  },
  mlp: {
    compact: 0.85,
    full: 0.75,
    python: { perRecord: 11_300, batched: 126_000 },
    timesPython: { perRecord: 100, batched: 10 },
  },
};

const { values: flags } = parseArgs({ options: { json: { type: 'boolean' }, check: { type: 'boolean' } } });
const tell = (message: string) => process.stderr.write(`${message}\n`);

const data = process.env[DATA_ENV];
const wine = data === undefined ? syntheticWine() : await loadTable({ data });
const rows = await benchAll(wine);
const judged = rows.filter((row) => row.target !== undefined);
const missed = judged.filter((row) => !isMet(row));
if (flags.json) {
  process.stdout.write(`${JSON.stringify({ rows: rows.map((row) => ({ ...row, met: isMet(row) })) })}\n`);
} else {
  process.stdout.write(
    `${table(rows)}\n\n${judged.length - missed.length} of ${judged.length} targets met\n`,
  );
}
if (flags.check && rows.some((row) => !isMet(row, TOLERANCE))) process.exitCode = 1;

async function benchAll(wine: Table): Promise<Row[]> {
  const options = { registry: new ModelRegistry(openStore(tmpdir())), by: 'bench', features: '3' };
  const experiment = planExperiment(wine, options);
  const { signature } = experiment.problem;
  tell(`${wine.source}, ${availableParallelism()} cores, Node ${process.version}: fitting the SVM`);
  const models = await benchModels(experiment);
  const event = wineEvent(wine, signature);
  const found: Row[] = [];
  for (const name of ['svm', 'forest', 'mlp'] as const) {
    tell(`handling 10,000 records: ${name}`);
    const rounds = name === 'mlp' ? FAST : SLOW;
    found.push(...(await handlerRows(name, models[name], event, TARGETS[name], rounds)));
  }
  tell('counting what is handled');
  const handled = { svm: models.svm, forest: models.forest, mlp: models.mlp };
  found.push(...(await profileRows(handled, event, FAST)));
  const all = planExperiment(wine, { ...options, features: 'all' }).problem.signature;
  const wide = { 'mlp of 11': await benchPerceptron(all) };
  found.push(...(await profileRows(wide, wineEvent(wine, all), FAST)));
  tell('comparing the SVM with the native operator');
  found.push(await nativeRow(models, event));
  tell('shadowing the SVM with a forest');
  const forest = { served: models.forest, bytes: models.forestFile };
  found.push(...(await challengerRows(models.svm, forest, event, SLOW)));
  tell('decoding');
  found.push(...(await decodeRows(wine, signature, FAST)), ...(await decodeRows(wine, all, FAST)));
  tell('putting, to a stand-in for the Kinesis API');
  found.push(...(await putRows(models.mlp, event, FAST)));
  tell('starting the built function');
  found.push(...(await functionRows(wine)));
  return found;
}

/** The decomposed SVM against the operator that ai.onnx.ml has for it. */
async function nativeRow(
  { svm, nativeSvm, supportVectors }: BenchModels,
  event: Parameters<typeof evaluateBatch>[0],
): Promise<Row> {
  const evaluation = await evaluateBatch(event, svm);
  const { rows: matrix, rowCount } = evaluation;
  const times = await measure(
    { ours: () => svm.session.run(matrix, rowCount), native: () => nativeSvm.run(matrix, rowCount) },
    { rounds: 5, warmUp: 1 },
  );
  return {
    what: 'svm: decomposed run ÷ native SVMClassifier',
    measured: ratio(times.ours, times.native),
    unit: '×',
    detail: `${typical(times.ours).toFixed(1)} ms ÷ ${typical(times.native).toFixed(1)} ms, ${supportVectors} support vectors`,
  };
}

async function functionRows(wine: Table): Promise<Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'weir-bench-'));
  try {
    const registry = join(directory, 'registry');
    const { manifest } = await train({
      registry: new ModelRegistry(openStore(registry)),
      by: 'bench',
      name: 'wine-quality',
      ...(data === undefined ? {} : { data }),
    });
    return await processRows({
      registry,
      model: manifest.model,
      directory,
      batch: wineEvent(wine, manifest.signature),
      single: wineEvent(wine, manifest.signature, 1),
    });
  } finally {
    await rm(directory, { recursive: true });
  }
}

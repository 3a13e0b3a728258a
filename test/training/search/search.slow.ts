import { expect, it } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { verdictSchema } from '../../../lib/contract/verdict.ts';
import { prepareSearch } from '../../../training/search/prepare.ts';
import { workOnSearch } from '../../../training/search/work.ts';
import { openStudy } from '../../../training/study/study.ts';
import { startMlflow } from '../mlflow/mlflow-server.ts';
import { finalize, laboratory, quickSearch } from './support.ts';

it('ends with the best refitted, judged on rows it never saw, published with verdict and report, and champion', async () => {
  const lab = await laboratory();
  const { problem } = await prepareSearch(quickSearch(lab));
  const end = await workOnSearch({ store: lab.store, study: 'quick', worker: 'one' });
  expect(end).toMatchObject({ why: 'ended', finished: 3 });
  const mlflow = await startMlflow();
  const result = await finalize(lab, { mlflow });

  const trials = await (await openStudy(lab.store, 'quick')).trials();
  const best = trials.toSorted((a, b) => b.value! - a.value! || a.number - b.number)[0]!;
  expect(result.candidates[0]).toMatchObject({
    rank: 1,
    trial: best.number,
    family: best.family,
    value: best.value,
  });
  expect(result.families.map(({ family }) => family).toSorted()).toEqual(['forest', 'logistic']);
  expect(result.champion).toMatchObject({ moved: true, version: 1 });

  const manifest = await lab.registry.manifest('wine-quality', 1);
  expect(manifest).toMatchObject({
    study: 'quick',
    trainer: `weir train (${best.family})`,
    metrics: { accuracy: result.evaluation.metrics.accuracy },
    dataset: {
      sha256: problem.data.sha256,
      version: problem.data.version,
      statistics: problem.data.statistics,
    },
  });
  const bytes = async (kind: 'verdict' | 'report' | 'model') =>
    new TextDecoder().decode(await lab.registry.artifact(manifest.artifacts[kind]!));
  expect(verdictSchema.parse(JSON.parse(await bytes('verdict')))).toEqual(result.verdict);
  expect(await bytes('report')).toMatch(/^<!doctype html>/i);
  const profile = (await lab.registry.profile(manifest))!;
  expect(profile.performance!.value).toBe(result.evaluation.metrics.accuracy!.value);
  const kept = await lab.store.get(result.candidates[0]!.model.key);
  expect((kept as { body: Uint8Array }).body).toEqual(await lab.registry.artifact(manifest.artifacts.model));

  expect(mlflow.runs).toHaveLength(result.candidates.length);
  expect(mlflow.runs[0]).toMatchObject({
    experiment: 'wine-quality',
    status: 'FINISHED',
    params: { family: best.family },
    metrics: { search_accuracy: best.value, holdout_accuracy: result.evaluation.metrics.accuracy!.value },
    artifacts: { 'report.html': await bytes('report'), 'model.onnx': expect.any(String) },
  });

  expect(await finalize(lab)).toEqual(result);
  expect(await lab.registry.versions('wine-quality')).toEqual([1]);
}, 20_000);

it('stops at once when asked, hands its trial back, and another worker brings it to an end', async () => {
  const lab = await laboratory();
  await prepareSearch(quickSearch(lab, { limits: { trials: 2 } }));
  const stop = new AbortController();
  const first = await workOnSearch({
    store: lab.store,
    study: 'quick',
    worker: 'one',
    signal: stop.signal,
    onEvent: ({ kind }) => kind === 'claimed' && stop.abort(new Error('SIGTERM')),
  });
  expect(first).toMatchObject({ why: 'stopped', finished: 0 });
  const second = await workOnSearch({ store: lab.store, study: 'quick', worker: 'two' });
  expect(second).toMatchObject({ why: 'ended', finished: 2 });
  const [trial] = await (await openStudy(lab.store, 'quick')).trials();
  expect(trial!.attempts.map(({ worker }) => worker)).toEqual(['one', 'two']);
}, 20_000);

it('goes on when the tracking server is away, and says so', async () => {
  const lab = await laboratory();
  await prepareSearch(quickSearch(lab, { families: ['logistic'], limits: { trials: 1 } }));
  await workOnSearch({ store: lab.store, study: 'quick', worker: 'one' });
  const told: string[] = [];
  const mlflow = { uri: 'http://127.0.0.1:1' };
  const result = await finalize(lab, { mlflow, onProgress: (text) => told.push(text) });
  expect(result.champion.moved).toBe(true);
  expect(told.join()).toMatch(/MLflow server was not told of this training: .*127\.0\.0\.1:1/);
}, 20_000);

it('is ended by two processes at once as by one: both answer the same version, which is champion', async () => {
  const lab = await laboratory();
  await prepareSearch(quickSearch(lab, { limits: { trials: 2 } }));
  await workOnSearch({ store: lab.store, study: 'quick', worker: 'one' });
  const [one, two] = await Promise.all([finalize(lab), finalize(lab)]);
  expect(one).toEqual(two);
  expect(one.champion).toMatchObject({ moved: true, version: one.version });
  expect((await lab.registry.aliases('wine-quality')).champion).toMatchObject({ version: one.version });
}, 20_000);

it('leaves the champion when the study says so, whoever ends it', async () => {
  const lab = await laboratory();
  await prepareSearch(quickSearch(lab, { limits: { trials: 1 }, promote: false }));
  await workOnSearch({ store: lab.store, study: 'quick', worker: 'one' });
  expect((await finalize(lab)).champion).toMatchObject({ moved: false, version: null });
  expect(await lab.registry.aliases('wine-quality')).toEqual({});
}, 20_000);

it('says that nothing came of a search, and publishes nothing', async () => {
  const lab = await laboratory();
  await prepareSearch(quickSearch(lab));
  const ending = finalize(lab);
  await expect(ending).rejects.toThrow(UserError);
  await expect(ending).rejects.toThrow(/no trial of the study quick came to a value/);
  expect(await lab.registry.models()).toEqual([]);
});

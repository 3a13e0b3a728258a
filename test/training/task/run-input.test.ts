import { expect, test } from 'vitest';
import { readFinalizeConfig, readPrepareConfig, readWorkerConfig } from '../../../training/task/config.ts';
import { readRunInput } from '../../../training/task/run-input.ts';

const INPUT = { model: 'wine-quality', data: 's3://weir-data/datasets/wines.csv', trials: 5, workers: 2 };
const ENVIRONMENT = {
  WEIR_STUDY: 'tuesday',
  WEIR_STUDIES: 's3://weir-data',
  WEIR_DATASETS: 's3://weir-data/datasets/',
  WEIR_REGISTRY: 's3://weir-registry',
  WEIR_TRAINING_INPUT: JSON.stringify(INPUT),
};

test.each([
  ['a setting that there is not', { trails: 5 }, /trails/],
  ['more workers than a Map runs', { workers: 41 }, /workers/],
  ['a part of a trial', { trials: 1.5 }, /trials/],
  ['a name that is none', { study: 'Wine Quality' }, /study/],
  ['no data', { data: undefined }, /data/],
])('an input with %s names it', (_what, wrong, said) => {
  expect(() => readRunInput(JSON.stringify({ ...INPUT, ...wrong }))).toThrow(said);
});

test('an input that no task could be given is refused before a task is started', () => {
  const features = Array.from({ length: 600 }, (_, i) => `feature-${i}`);
  expect(() => readRunInput(JSON.stringify({ ...INPUT, features }))).toThrow(
    /has \d+ characters .*ECS takes 7000/,
  );
  expect(readRunInput(JSON.stringify({ ...INPUT, features: features.slice(0, 200) })).trials).toBe(5);
});

test('an input may be of the models of its stage alone', () => {
  const text = JSON.stringify({ ...INPUT, model: 'churn' });
  expect(readRunInput(text).model).toBe('churn');
  expect(() => readRunInput(text, ['wine-quality'])).toThrow(/churn; this stage trains wine-quality/);
  expect(() => readRunInput('{"model":')).toThrow(/no JSON/);
});

test('a task names all variables that are missing or cannot be', () => {
  expect(() => readWorkerConfig({ WEIR_STUDY: 'Tuesday', WEIR_WORKER: 'two' })).toThrow(
    /WEIR_STUDY is "Tuesday"[\s\S]*WEIR_STUDIES is missing[\s\S]*WEIR_WORKER is "two"/,
  );
  expect(() => readPrepareConfig({ ...ENVIRONMENT, WEIR_DATASETS: '' })).toThrow(/WEIR_DATASETS is missing/);
});

test('a task knows its run, and its end whether it may promote', () => {
  const started = { ...ENVIRONMENT, WEIR_RUN_STARTED: '2026-11-21T03:30:00.123Z', WEIR_WORKER: '3' };
  expect(readWorkerConfig(started)).toMatchObject({
    study: 'tuesday',
    worker: 3,
    stage: 'local',
    runStartedAt: new Date('2026-11-21T03:30:00.123Z'),
  });
  expect(readFinalizeConfig(ENVIRONMENT).promote).toBe(true);
  const held = { ...ENVIRONMENT, WEIR_TRAINING_INPUT: JSON.stringify({ ...INPUT, promote: false }) };
  expect(readFinalizeConfig(held).promote).toBe(false);
});

import { expect, test } from 'vitest';
import { studyKeys } from '../../../training/study/study-keys.ts';
import { verifyStudy } from '../../../training/study/verify.ts';
import { numbered, type Scene, sceneOf } from './support/scene.ts';

const keys = studyKeys('wine');

/** A study of twelve trials by two workers, beyond the random start of its sampler. */
async function ranStudy(): Promise<Scene> {
  const scene = await sceneOf({
    limits: { trials: 12 },
    sampler: { name: 'tpe', options: { startupTrials: 4 } },
  });
  await Promise.all([scene.work(numbered), scene.work(numbered, { worker: 'bob' })]);
  return scene;
}

test('a study that was run by its rules verifies, every suggestion sampled again', async () => {
  const { study } = await ranStudy();
  expect(await verifyStudy(study)).toEqual({
    ...{ study: 'wine', trials: 12, results: 12, recomputed: 12, attempts: 12, takeOvers: 0 },
    problems: [],
  });
});

type Tampering = [string, string, (text: string) => string, number | null, string];

test.each<Tampering>([
  ['a parameter', keys.claim(8), replaced(/"(C|trees)": [^,\n]+/, '"$1": 50'), 8, 'the sampler suggests'],
  ['a value', keys.claim(3), replaced(/"value": 3/, '"value": 4'), 4, 'a trial before it was changed'],
  [
    'a result',
    keys.result(3),
    replaced(/"value": 3/, '"value": 4'),
    3,
    'its result is not how its claim ends',
  ],
  ['a seed', keys.claim(2), replaced(/"seed": \d+/, '"seed": 1'), 2, 'its seed is 1, expected'],
  ['an epoch', keys.claim(2), replaced(/"epoch": 1/, '"epoch": 2'), 2, 'its epochs are 2, expected 1 to 1'],
  [
    'what was seen',
    keys.claim(5),
    replaced(/"running": \[[^\]]*\]/, '"running": [0, 1]'),
    5,
    'what it had seen',
  ],
  ['who ran', keys.claim(5), replaced(/"running": \[[^\]]*\]/, '"running": [7]'), 5, 'which came later'],
  [
    'an end',
    keys.claim(6),
    replaced(/"state": "complete"/, '"state": "pruned"'),
    6,
    'it ended as pruned with the value 6',
  ],
  ['a claim', keys.claim(7), () => '{', 7, 'cannot be read: it is not JSON'],
  ['a trial too many', keys.claim(14), () => '{}', 12, 'its claim is missing'],
  ['a key', `${keys.trialsPrefix('results')}twelve.json`, () => '{}', null, 'belongs to no trial'],
])('%s that somebody changed is found and named', async (_, key, change, trial, what) => {
  const { store, study } = await ranStudy();
  store.tamper(key, change);
  const { problems } = await verifyStudy(study);
  expect(problems).toContainEqual({ trial, what: expect.stringContaining(what) });
});

test('a definition that somebody changed does not fit the trials any more', async () => {
  const { study } = await ranStudy();
  const { problems } = await verifyStudy(Object.assign(Object.create(study), { digest: '0'.repeat(64) }));
  expect(problems).toHaveLength(12);
  expect(problems[0]?.what).toContain('study.json was changed since');
});

function replaced(pattern: RegExp, by: string): (text: string) => string {
  return (text) => {
    expect(text).toMatch(pattern);
    return text.replace(pattern, by);
  };
}

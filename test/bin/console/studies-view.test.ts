import { expect, it } from 'vitest';
import { studiesReader } from '../../../bin/console/studies-view.ts';
import { createStudy } from '../../../training/study/study.ts';
import { studyKeys } from '../../../training/study/study-keys.ts';
import { runWorker } from '../../../training/study/worker.ts';
import { draftOf } from '../../training/study/support/drafts.ts';
import { MemoryStore } from '../../training/study/support/memory-store.ts';

/** A store in which studies are made, a second after another. */
function scene() {
  const clock = { ms: Date.UTC(2026, 10, 21) };
  const store = new MemoryStore(() => clock.ms);
  return {
    store,
    read: studiesReader(store),
    async made(name: string, trials: number): Promise<void> {
      clock.ms += 1_000;
      const study = await createStudy(store, draftOf({ study: name, limits: { trials } }));
      const run = async () => ({ state: 'complete', value: 0.5, metrics: {} }) as const;
      await runWorker(study, { worker: 'ann', run });
    },
    async remove(name: string): Promise<void> {
      const keys: string[] = [];
      for await (const { key } of store.list(`studies/${name}/`)) keys.push(key);
      for (const key of keys) await store.delete(key);
    },
  };
}

it('the newest study comes first', async () => {
  const { read, made } = scene();
  await made('wine', 2);
  await made('churn', 1);
  expect(await read()).toMatchObject([
    { study: 'churn', finished: 1, limit: 1, ended: expect.stringContaining('finished') },
    { study: 'wine', finished: 2, limit: 2, best: { value: 0.5 } },
  ]);
});

it('a study that cannot be read says why, and leaves the others alone', async () => {
  const { store, read, made } = scene();
  for (const name of ['a', 'b', 'c']) await made(name, 1);
  store.tamper(studyKeys('a').definition, () => '{');
  await store.delete(studyKeys('b').claim(0));
  await store.delete(studyKeys('b').result(0));
  store.tamper(studyKeys('b').claim(1), () => '{}');
  const studies = await read();
  expect(studies.map(({ study }) => study)).toEqual(['c', 'a', 'b']);
  expect(studies[1]).toEqual({ study: 'a', problem: expect.stringContaining('study.json') });
  expect(studies[2]).toEqual({ study: 'b', problem: expect.stringContaining('is missing') });
});

it('a study that was removed is gone, and another of its name is another', async () => {
  const { read, made, remove } = scene();
  await made('wine', 2);
  await read();
  await remove('wine');
  expect(await read()).toEqual([]);
  await made('wine', 1);
  await read();
  await remove('wine');
  await made('wine', 3);
  expect(await read()).toMatchObject([{ study: 'wine', finished: 3, limit: 3 }]);
});

it('a study that has ended is read once', async () => {
  const { store, read, made } = scene();
  await made('wine', 1);
  const before = await read();
  await store.delete(studyKeys('wine').claim(0));
  expect(await read()).toEqual(before);
});

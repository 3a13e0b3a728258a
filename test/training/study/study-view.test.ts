import { expect, test } from 'vitest';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { studyKeys } from '../../../training/study/study-keys.ts';
import { StudyView } from '../../../training/study/study-view.ts';
import { numbered, sceneOf } from './support/scene.ts';

/** A store that tells what was asked of it. */
function counted(store: ObjectStore) {
  const read: string[] = [];
  const listed: string[] = [];
  const counting: ObjectStore = {
    ...{ location: store.location, create: store.create, swap: store.swap, delete: store.delete },
    now: () => store.now(),
    get(key, options) {
      read.push(key);
      return store.get(key, options);
    },
    async *list(prefix, options) {
      for await (const summary of store.list(prefix, options)) {
        listed.push(summary.key);
        yield summary;
      }
    },
  };
  return { counting, read, listed };
}

test('a study is read once: later looks list and read nothing but the trials that may have changed', async () => {
  const { store, work } = await sceneOf({ limits: { trials: 8 } });
  await work(numbered);
  const { counting, read, listed } = counted(store);
  const view = new StudyView(counting, 'wine');
  expect(await view.look()).toHaveLength(8);
  expect(read).toEqual(Array.from({ length: 8 }, (_, number) => studyKeys('wine').result(number)));
  expect(listed).toHaveLength(16);
  expect(await view.look()).toHaveLength(8);
  expect(read).toHaveLength(8);
  expect(listed).toHaveLength(16);
});

test('a trial that runs is read again when its claim was swapped, and its steps when its heartbeat was', async () => {
  const { clock, store, work } = await sceneOf({ limits: { trials: 1 } });
  const { counting, read } = counted(store);
  const view = new StudyView(counting, 'wine');
  await work(async (trial, control) => {
    const { report, signal } = control;
    await clock.sleep(500, signal);
    expect((await view.look({ steps: true }))[0]).toMatchObject({ isPublished: false, steps: [] });
    await report(1, 0.5);
    await clock.sleep(2_500, signal);
    expect((await view.look({ steps: true }))[0]).toMatchObject({ steps: [{ step: 1, value: 0.5 }] });
    await view.look({ steps: true });
    expect(read).toEqual([studyKeys('wine').claim(0), studyKeys('wine').heartbeat(0)]);
    return numbered(trial, control);
  });
  expect((await view.look())[0]).toMatchObject({ isPublished: true, claim: { end: { state: 'complete' } } });
});

test('a claim that is missing is a fault and not a shorter study', async () => {
  const { store, work } = await sceneOf();
  await work(numbered);
  await store.delete(studyKeys('wine').claim(1));
  await expect(new StudyView(store, 'wine').look()).rejects.toThrow(
    /claims\/000001\.json in memory is missing/,
  );
});

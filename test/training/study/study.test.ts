import { describe, expect, test } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import type { SuggestionRequest } from '../../../training/samplers/sampler.ts';
import { createStudy, listStudies, openStudy, type StudyDraft } from '../../../training/study/study.ts';
import { studyKeys } from '../../../training/study/study-keys.ts';
import { runWorker } from '../../../training/study/worker.ts';
import { dropAnswers, faultyStore } from '../../lib/registry/support/faulty-store.ts';
import { draftOf } from './support/drafts.ts';
import { MemoryStore } from './support/memory-store.ts';
import { numbered, sceneOf } from './support/scene.ts';

describe('a study', () => {
  test('is made once: the same draft opens it again, by any number of makers at once', async () => {
    const store = new MemoryStore();
    const made = await Promise.all(Array.from({ length: 5 }, () => createStudy(store, draftOf())));
    expect(new Set(made.map(({ digest }) => digest)).size).toBe(1);
    expect(store.history(studyKeys('wine').definition)).toHaveLength(1);
    expect((await openStudy(store, 'wine')).definition).toMatchObject({ seed: 7, lease: { maxDeaths: 3 } });
  });

  test('is made though the answer is lost', async () => {
    const study = await createStudy(faultyStore(new MemoryStore(), dropAnswers(1)), draftOf());
    expect(study.name).toBe('wine');
  });

  test('refuses another draft under its name, and says what differs', async () => {
    const store = new MemoryStore();
    await createStudy(store, draftOf());
    const other = createStudy(store, draftOf({ seed: 8, limits: { trials: 5 } }));
    await expect(other).rejects.toThrow(
      /study wine in memory is another one: its seed, limits differ; seed is 7 there, and 8 was asked for/,
    );
    await expect(other).rejects.toBeInstanceOf(UserError);
  });

  test.each<[string, Partial<StudyDraft>, string]>([
    ['a name', { study: 'Wine 1' }, 'a name is 1 to 63 characters'],
    ['limits', { limits: { trials: 0 } }, 'limits.trials'],
    ['a lease', { lease: { seconds: 10, heartbeatSeconds: 9 } }, 'at most half'],
    ['a space', { space: { svm: { C: { kind: 'float', low: 2, high: 1 } } } }, 'svm.C'],
    ['a sampler', { sampler: { name: 'tpe', options: { candidate: 3 } } }, 'candidate'],
    ['a pruner', { pruner: { name: 'median', options: { patience: 3 } } }, 'patience'],
    ['a warm start', { warmStart: ['gone'] }, 'there is no study gone'],
  ])('is not made with %s that cannot be, and nothing is written', async (_, given, problem) => {
    const store = new MemoryStore();
    const made = createStudy(store, draftOf(given));
    await expect(made).rejects.toThrow(problem);
    await expect(made).rejects.toBeInstanceOf(UserError);
    expect(await Array.fromAsync(store.list(''))).toEqual([]);
  });

  test('knows which trials wait for a worker: those whose lease ran out by the clock of the store', async () => {
    let nowMs = Date.UTC(2026, 0, 1);
    const study = await createStudy(new MemoryStore(() => nowMs), draftOf({ limits: { trials: 1 } }));
    const waiting: number[][] = [];
    await runWorker(study, {
      worker: 'ann',
      async run(trial, control) {
        for (const silentMs of [0, 6_000, 8_000]) {
          nowMs += silentMs;
          waiting.push([...(await study.waiting())]);
          nowMs -= silentMs;
        }
        return numbered(trial, control);
      },
    });
    expect(waiting).toEqual([[], [], [0]]);
    expect(await study.waiting()).toEqual(new Set());
  });

  test('that is not there is named, with what to do', async () => {
    await expect(openStudy(new MemoryStore(), 'wine')).rejects.toThrow('"weir study list" shows');
  });

  test('is listed by its name among whatever else lies there', async () => {
    const store = new MemoryStore();
    for (const study of ['b', 'a-b', 'a']) await createStudy(store, draftOf({ study }));
    await store.create('studies/none/data.csv', Buffer.from('x'));
    await store.create('models/wine/versions/1.json', Buffer.from('x'));
    expect(await listStudies(store)).toEqual(['a', 'a-b', 'b']);
  });
});

describe('a warm start', () => {
  const seen: SuggestionRequest[] = [];
  const samplers = () => ({
    suggest(request: SuggestionRequest) {
      seen.push(request);
      return { family: 'svm', parameters: { C: 1, kernel: 'rbf' } };
    },
  });

  test('shows the sampler the earlier trials that fit the space, as they were when the study was made', async () => {
    const { store, work } = await sceneOf({ study: 'earlier', limits: { trials: 6 } });
    await work(async (trial, control) => {
      if (trial.number === 2) throw new Error('a failure teaches nothing');
      return numbered(trial, control);
    });
    const earlier = await openStudy(store, 'earlier');
    const trials = await earlier.trials();
    const space: StudyDraft['space'] = {
      svm: {
        C: { kind: 'float', low: 0.01, high: 100, log: true },
        kernel: { kind: 'categorical', choices: ['rbf'] },
      },
    };
    const fitting = trials.filter(
      ({ family, parameters, state }) =>
        family === 'svm' && parameters.kernel === 'rbf' && state === 'complete',
    );
    expect(fitting.length).toBeGreaterThan(0);
    const draft = draftOf({ warmStart: ['earlier'], space, limits: { trials: 1 } });
    await work(numbered, { study: await createStudy(store, draft, { samplers }) });
    expect(seen[0]?.trials.map(({ number, value }) => [number, value])).toEqual(
      fitting.map(({ value }, at) => [at - fitting.length, value]),
    );
  });

  test('is refused from a study with another objective', async () => {
    const store = new MemoryStore();
    await createStudy(
      store,
      draftOf({ study: 'earlier', objective: { metric: 'rmse', direction: 'minimize' } }),
    );
    await expect(createStudy(store, draftOf({ warmStart: ['earlier'] }))).rejects.toThrow(
      'its objective is to minimize rmse, expected one that is to maximize accuracy',
    );
  });
});

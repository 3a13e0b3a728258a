import { expect, test } from 'vitest';
import { keys } from '../../../../lib/contract/keys.ts';
import { DirectoryStore } from '../../../../lib/registry/adapters/directory.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../../../lib/registry/object-store.ts';
import { latestResult } from '../../../../monitoring/drift/job/results.ts';
import { runDriftJob } from '../../../../monitoring/drift/job/run-drift-job.ts';
import { renderDriftReport } from '../../../../monitoring/report/drift-report.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { MODEL, NOW, portsOf, profileOf, publish, writeWindow } from './scene.ts';

const profile = profileOf();

async function served(): Promise<ObjectStore> {
  const store = new DirectoryStore(await temporaryDirectory());
  await publish(store, profile);
  return store;
}

/** The store for a run that is cut off when it begins to write an object. */
class CutOff extends DirectoryStore {
  readonly #key: string;

  constructor(location: string, key: string) {
    super(location);
    this.#key = key;
  }

  override create(key: string, body: Uint8Array) {
    return key === this.#key ? Promise.reject(new Error('cut off')) : super.create(key, body);
  }

  override swap(key: string, body: Uint8Array, etag: string) {
    return key === this.#key ? Promise.reject(new Error('cut off')) : super.swap(key, body, etag);
  }
}

test.each([keys.latestDriftReport(MODEL), keys.latestDriftResult(MODEL)])(
  'a run that is cut off before it writes %s is made good by the next, though nothing is to be judged',
  async (key) => {
    const store = await served();
    await writeWindow(store, profile, { hour: '2026-11-21T02', count: 600 });
    const before = { now: () => new Date(NOW.getTime() - 3_600_000) };
    await runDriftJob(portsOf(store, before).ports, { model: MODEL });
    await writeWindow(store, profile, { hour: '2026-11-21T03', count: 700 });
    const { ports } = portsOf(store);
    const cut = runDriftJob({ ...ports, monitoring: new CutOff(store.location, key) }, { model: MODEL });
    await expect(cut).rejects.toThrow('cut off');

    const { results } = await runDriftJob(ports, { model: MODEL });

    expect(results.at(-1)).toMatchObject({ isNew: false, result: { rows: 700 } });
    expect(await latestResult(store, MODEL)).toEqual(results.at(-1)!.result);
    expect(await textOf(store, keys.latestDriftReport(MODEL))).toContain('2026-11-21T03');
  },
);

test('the version that answered most of an hour stands for it, however far another had to reach back', async () => {
  const store = await served();
  await publish(store, profile);
  for (const hour of ['2026-11-21T02', '2026-11-21T03'])
    await writeWindow(store, profile, { hour, count: 600 });
  await writeWindow(store, profile, { hour: '2026-11-21T03', count: 100, version: 2 });
  await runDriftJob(portsOf(store).ports, { model: MODEL });
  expect(await latestResult(store, MODEL)).toMatchObject({ version: 1, rows: 600 });
});

test('the latest report links to the result of its hour, from where it lies', async () => {
  const store = await served();
  await writeWindow(store, profile, { hour: '2026-11-21T03', count: 600 });
  await runDriftJob(portsOf(store, { render: renderDriftReport }).ports, { model: MODEL });
  const report = await textOf(store, keys.latestDriftReport(MODEL));
  const [, link] = /href="([^"]+\.json)"/.exec(report) ?? [];
  const result = new URL(link!, `https://reports.example/${keys.latestDriftReport(MODEL)}`).pathname;
  expect(result).toBe(`/${keys.driftResult(MODEL, '2026-11-21T03', 1)}`);
});

async function textOf(store: ObjectStore, key: string): Promise<string> {
  const stored = await store.get(key);
  if (stored === undefined || stored === NOT_MODIFIED) throw new Error(`there is no ${key}`);
  return new TextDecoder().decode(stored.body);
}

import { expect, test } from 'vitest';
import { CHAMPION } from '../../../../lib/contract/alias.ts';
import { hourOf, hourStart } from '../../../../lib/contract/profile.ts';
import { DirectoryStore } from '../../../../lib/registry/adapters/directory.ts';
import type { ObjectStore } from '../../../../lib/registry/object-store.ts';
import { ModelRegistry } from '../../../../lib/registry/registry.ts';
import type { DriftPorts } from '../../../../monitoring/drift/job/ports.ts';
import { runDriftJob } from '../../../../monitoring/drift/job/run-drift-job.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { MODEL, NOW, portsOf, profileOf, publish, writeWindow } from './scene.ts';

const profile = profileOf();
const SILENT = '2026-11-21T03';
const WEEK_MS = 7 * 24 * 3_600_000;

/** Moves of aliases carry its time. */
class StoreOfNow extends DirectoryStore {
  override async now(): Promise<Date> {
    return NOW;
  }
}

/**
 * Version 1 has a profile and 1,000 records in the same hour of two weeks, and none in this one; version 2 has no
 * profile. The champions follow one another.
 */
async function served(...champions: readonly number[]): Promise<ObjectStore> {
  const store = new StoreOfNow(await temporaryDirectory());
  const registry = new ModelRegistry(store);
  await publish(store, profile);
  await publish(store);
  for (const weeks of [1, 2]) {
    const hour = hourOf(hourStart(SILENT) - weeks * WEEK_MS);
    await writeWindow(store, profile, { hour, count: 1000 });
  }
  for (const version of champions)
    await registry.moveAlias({ model: MODEL, alias: CHAMPION, version, by: 'test', reason: 'test' });
  return store;
}

async function findings(store: ObjectStore, predicted?: DriftPorts['predicted']): Promise<string[]> {
  const { ports } = portsOf(store, { predicted });
  const run = await runDriftJob(ports, { model: MODEL, window: SILENT, force: true });
  expect(run.results).toHaveLength(1);
  return run.results[0]!.result.quality.map(({ kind, message }) => `${kind}: ${message}`);
}

const SILENCE = 'volume: 0 records came; usual of these hours are 1,000, over 2 weeks';

test('silence of a champion that is counted is a finding', async () => {
  const store = await served(1);
  expect(await findings(store)).toEqual([SILENCE]);
  expect(await findings(store, async () => 0)).toEqual([SILENCE]);
});

test('records that were predicted but not counted have come', async () => {
  const store = await served(1);
  expect(await findings(store, async () => 990)).toEqual([]);
  expect(await findings(store, async () => 20)).toEqual([SILENCE.replace('0 records', '20 records')]);
});

test.each([[[2]], [[1, 2]], [[1, 2, 1]]])(
  'nothing is said of the volume where the champions are %j and 2 has no profile',
  async (champions) => {
    expect(await findings(await served(...champions))).toEqual([]);
  },
);

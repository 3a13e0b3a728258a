import { beforeEach, expect, test } from 'vitest';
import { placeVersion } from '../../../lambdas/first-model/place-version.ts';
import { CHAMPION } from '../../../lib/contract/alias.ts';
import { keys } from '../../../lib/contract/keys.ts';
import { DirectoryStore } from '../../../lib/registry/adapters/directory.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../../lib/registry/object-store.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { draftOf, MODEL, move } from '../../lib/registry/support/draft.ts';
import { faultyStore } from '../../lib/registry/support/faulty-store.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

let store: ObjectStore;
let registry: ModelRegistry;

beforeEach(async () => {
  store = new DirectoryStore(await temporaryDirectory());
  registry = new ModelRegistry(store);
});

function place(requestId = 'request-1', into = store) {
  return placeVersion({
    store: into,
    model: MODEL,
    requestId,
    readVersion: async () => draftOf(MODEL, 'local'),
  });
}

async function champion() {
  const found = await registry.alias(MODEL, CHAMPION);
  return found === undefined || found === NOT_MODIFIED ? undefined : found.alias;
}

test('an empty registry gets the version, and it is champion with the reason "first deployment"', async () => {
  expect(await place()).toBe('placed');
  expect(await registry.versions(MODEL)).toEqual([1]);
  expect(await champion()).toMatchObject({ version: 1, sequence: 1, reason: 'first deployment' });
  const { artifacts, trainer } = await registry.manifest(MODEL, 1);
  expect(trainer).toBe('local');
  expect(Buffer.from(await registry.artifact(artifacts.golden)).toString()).toBe('golden of local');
});

test('a later deployment leaves a promoted champion where it is', async () => {
  await place();
  await registry.publish(draftOf(MODEL, 'better'));
  await registry.moveAlias({ ...move, version: 2 });
  expect(await place('request-2')).toBe('has-champion');
  expect(await champion()).toMatchObject({ version: 2, sequence: 2 });
  expect(await registry.versions(MODEL)).toEqual([1, 2]);
});

test('a version that nobody promoted stays so', async () => {
  await registry.publish(draftOf(MODEL, 'under review'));
  expect(await place()).toBe('has-versions');
  expect(await champion()).toBeUndefined();
  expect(await registry.versions(MODEL)).toEqual([1]);
});

test('of many deployments at once one places its version, and there is one champion', async () => {
  const requests = Array.from({ length: 8 }, (_, i) => `request-${i}`);
  const outcomes = await Promise.all(requests.map((id) => place(id)));
  expect(outcomes.filter((outcome) => outcome === 'placed')).toHaveLength(1);
  expect(await registry.versions(MODEL)).toEqual([1]);
  expect((await champion())?.moves).toHaveLength(1);
});

test('a repeated request goes on where the first was cut off between version and champion', async () => {
  const cutOff = new ModelRegistry(store, { randomId: () => 'request-1' });
  await cutOff.publishFirst(draftOf(MODEL, 'local'));
  expect(await place('request-2')).toBe('has-versions');
  expect(await place('request-1')).toBe('placed');
  expect(await champion()).toMatchObject({ version: 1 });
  expect(await registry.versions(MODEL)).toEqual([1]);
});

test.each([
  ['the version and the look at the champion', 'after', keys.version(MODEL, 1)],
  ['that look and the write', 'before', keys.alias(MODEL, CHAMPION)],
])('somebody who promotes between %s wins', async (_what, when, written) => {
  const promoteByHand = async ({ key }: { readonly key: string }) => {
    if (key !== written) return;
    await registry.publish(draftOf(MODEL, 'by hand'));
    await registry.moveAlias({ ...move, version: 2 });
  };
  expect(await place('request-1', faultyStore(store, { [when]: promoteByHand }))).toBe('others-were-first');
  expect(await champion()).toMatchObject({ version: 2, by: 'ann' });
});

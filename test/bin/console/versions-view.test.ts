import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { versionsReader } from '../../../bin/console/versions-view.ts';
import { keys } from '../../../lib/contract/keys.ts';
import { MAX_VERSIONS } from '../../../localstack/console/api.ts';
import { publishRisk, verdictOf } from '../gate/threshold-versions.ts';
import { registryIn, scratch, wineDraft } from '../support/registries.ts';

it('a model without versions has none, and no champion', async () => {
  const read = versionsReader(registryIn(scratch()), 'risk');
  expect(await read()).toEqual({ champion: null, aliases: {}, versions: [], unreadable: [], count: 0 });
});

it('versions come newest first with what the gate said, and the champion is among them however old', async () => {
  const home = scratch();
  const registry = registryIn(home);
  await publishRisk(home, undefined, verdictOf(false));
  for (let version = 2; version <= MAX_VERSIONS + 5; version++)
    await registry.publish({ ...wineDraft(), model: 'risk' });
  await registry.moveAlias({ model: 'risk', alias: 'champion', version: 1, by: 'a', reason: 'b' });
  await registry.moveAlias({ model: 'risk', alias: 'challenger', version: 20, by: 'a', reason: 'b' });
  const { champion, aliases, versions, count } = await versionsReader(registry, 'risk')();
  expect(champion).toMatchObject({ version: 1, previous: null, sequence: 1, by: 'a', isRollback: false });
  expect({ aliases, count }).toEqual({ aliases: { challenger: 20 }, count: MAX_VERSIONS + 5 });
  expect(versions.map(({ version }) => version)).toEqual([
    ...Array.from({ length: MAX_VERSIONS }, (_, index) => MAX_VERSIONS + 5 - index),
    1,
  ]);
  expect(versions.at(-1)).toMatchObject({ gate: { promote: false }, metric: null, hasReport: false });
  expect(versions[0]).toMatchObject({ gate: null, metric: { name: 'accuracy', value: 0.5 } });
});

it('a version that cannot be read says so, and hides neither the others nor the champion', async () => {
  const home = scratch();
  const registry = registryIn(home);
  for (let version = 1; version <= 3; version++) await registry.publish({ ...wineDraft(), model: 'risk' });
  await registry.moveAlias({ model: 'risk', alias: 'champion', version: 1, by: 'a', reason: 'b' });
  writeFileSync(join(home, 'registry', keys.version('risk', 2)), '{');
  const { champion, versions, unreadable, count } = await versionsReader(registry, 'risk')();
  expect([champion?.version, versions.map(({ version }) => version), count]).toEqual([1, [3, 1], 3]);
  expect(unreadable).toEqual([{ version: 2, problem: expect.stringContaining('version') }]);
});

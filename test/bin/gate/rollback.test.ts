import { afterEach, expect, it, vi } from 'vitest';
import { DirectoryStore } from '../../../lib/registry/adapters/directory.ts';
import { registryIn, scratch } from '../support/registries.ts';
import { runHere } from './run-here.ts';
import { publishRisk, verdictOf } from './threshold-versions.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it('weir rollback reads, swaps the alias once, and adds the derived history; it asks no verdict and no file', async () => {
  const home = scratch();
  // What the gate refused, and what it can no longer read, is a way back all the same.
  await publishRisk(home, undefined, verdictOf(false));
  await publishRisk(home);
  const refused = ['promote', 'risk', '1', '--force', '--reason', 'the only one'];
  await runHere(refused, home);
  await runHere(['promote', 'risk', '2'], home);
  const calls = (['get', 'create', 'swap', 'delete'] as const).map((method) =>
    vi.spyOn(DirectoryStore.prototype, method),
  );
  const { code, stdout } = await runHere(['rollback', 'risk', '--json'], home);
  const [got, created, swapped, deleted] = calls.map((spy) => spy.mock.calls.map(([key]) => String(key)));
  expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, version: 1, previous: 2, sequence: 3 });
  expect(swapped).toEqual([expect.stringMatching(/aliases\/champion/)]);
  expect(created).toEqual([expect.stringMatching(/history.*champion.*3/)]);
  expect(deleted).toEqual([]);
  expect(got!.filter((key) => /verdict|onnx/.test(key))).toEqual([]);
  expect((await registryIn(home).aliases('risk')).champion).toMatchObject({ version: 1 });
});

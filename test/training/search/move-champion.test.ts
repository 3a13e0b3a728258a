import { expect, test } from 'vitest';
import type { Alias } from '../../../lib/contract/alias.ts';
import type { Manifest } from '../../../lib/contract/manifest.ts';
import { AliasMoved } from '../../../lib/registry/errors.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { moveChampion } from '../../../training/search/move-champion.ts';
import { verdictOf } from '../../bin/gate/threshold-versions.ts';

/** A registry that fails whatever is asked of it. */
const registry = new ModelRegistry({} as never);
const manifest = { model: 'risk', version: 3, metrics: {} } as Manifest;
const now = { version: 2, sequence: 2 } as Alias;

test('a verdict against another champion than there is now moves nothing', async () => {
  const verdict = verdictOf(true, 1);
  expect(await moveChampion(registry, { manifest, verdict, champion: now, by: 'tester' })).toEqual({
    moved: false,
    version: 2,
    reason: 'the gate held it against version 1, and the champion is version 2 now',
  });
  expect(
    await moveChampion(registry, { manifest, verdict: verdictOf(true), champion: now, by: 'tester' }),
  ).toMatchObject({
    moved: false,
    reason: 'the gate held it against none, and the champion is version 2 now',
  });
});

test('a champion that another end of the same search moved to this version is where it should be', async () => {
  const move = (version: number) => {
    const moved = new AliasMoved('risk', 'champion', { version, sequence: 3 } as Alias);
    const registry = { moveAlias: () => Promise.reject(moved) } as unknown as ModelRegistry;
    const scored = { ...manifest, metrics: { accuracy: { value: 0.9 } } } as unknown as Manifest;
    return moveChampion(registry, {
      manifest: scored,
      verdict: verdictOf(true, 2),
      champion: now,
      by: 'tester',
    });
  };
  expect(await move(3)).toMatchObject({ moved: true, version: 3 });
  await expect(move(4)).rejects.toThrow(AliasMoved);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { publishAndPromote } from './processes/publish-and-promote.ts';
import { listKeys } from './support/collect.ts';
import type { StoreHarness } from './support/harness.ts';
import { inParallel, start } from './support/process.ts';

const MODEL = 'wine-quality';
const PUBLISHERS = 16;

/** What holds between processes: at once, and killed. */
export function processSuite(startHarness: () => Promise<StoreHarness>): void {
  let harness: StoreHarness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness?.close());

  test('sixteen processes that publish at once make versions 1 to 16, each its own', async () => {
    const store = harness.open();
    const marks = Array.from({ length: PUBLISHERS }, (_, i) => `publisher ${i}`);
    const running = marks.map((mark) =>
      start('publisher.ts', [store.location, MODEL, mark], harness.environment),
    );
    for (const publisher of running) await publisher.line();
    for (const { child } of running) child.stdin?.write('go\n');
    const versions = await Promise.all(running.map(async (publisher) => Number(await publisher.line())));
    await Promise.all(running.map(({ ended }) => ended));

    expect(versions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: PUBLISHERS }, (_, i) => i + 1));
    const registry = new ModelRegistry(store);
    for (const [i, version] of versions.entries()) {
      const { trainer, artifacts } = await registry.manifest(MODEL, version);
      expect(trainer).toBe(marks[i]);
      expect(Buffer.from(await registry.artifact(artifacts.model)).toString()).toBe(`model of ${marks[i]}`);
    }
  });

  describe('a process killed between any two writes of a publish and a promotion', () => {
    test('leaves nothing that looks like a version and blocks nobody', async () => {
      const run = async (k: number) => {
        const store = harness.open();
        await publishAndPromote(store, 'the first');
        const killed = start('killed-at-write.ts', [store.location, k], harness.environment);
        return { store, ...(await killed.ended), lines: killed.lines };
      };
      const whole = await run(0);
      const writes = Number(whole.lines[0]);
      // Two artifacts, the manifest, the alias, its history.
      expect(writes).toBe(5);
      const points = Array.from({ length: writes }, (_, i) => i + 1);
      await inParallel(points, 3, async (k) => {
        const { store, signal } = await run(k);
        expect(signal).toBe('SIGKILL');
        const manifestWritten = k > 3;
        const aliasWritten = k > 4;
        expect(await new ModelRegistry(store).versions(MODEL)).toEqual(manifestWritten ? [1, 2] : [1]);
        await expectSound(store, aliasWritten ? 2 : 1);
      });
    });
  });
}

/** Looks whether a store that a process was killed over is whole, and whether the next one gets on with it. */
export async function expectSound(store: ObjectStore, champion: number): Promise<void> {
  const registry = new ModelRegistry(store);
  const versions = await registry.versions(MODEL);
  for (const version of versions) {
    const { artifacts } = await registry.manifest(MODEL, version);
    await registry.artifact(artifacts.model);
    await registry.artifact(artifacts.golden);
  }
  expect((await registry.aliases(MODEL)).champion?.version).toBe(champion);
  for (const key of await listKeys(store, '')) expect(key).toMatch(KNOWN_KEY);

  const startedAt = performance.now();
  const next = await publishAndPromote(store, 'the next');
  expect(performance.now() - startedAt).toBeLessThan(4_000);
  expect(next).toBe(versions.length + 1);
  const history = await listKeys(store, `models/${MODEL}/history/champion/`);
  expect(history).toHaveLength((await registry.aliases(MODEL)).champion?.sequence ?? 0);
}

const KNOWN_KEY =
  /^models\/wine-quality\/(artifacts\/[0-9a-f-]{36}\/(model\.onnx|golden\.json)|versions\/\d\.json|aliases\/champion\.json|history\/champion\/\d{12}\.json)$/;

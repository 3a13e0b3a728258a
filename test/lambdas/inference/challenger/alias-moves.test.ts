import { afterEach, expect, test, vi } from 'vitest';
import { Challenger, type ChallengerPorts } from '../../../../lambdas/inference/challenger/challenger.ts';
import { createChallenger } from '../../../../lambdas/inference/challenger/create-challenger.ts';
import type { LoadedVersion } from '../../../../lambdas/inference/champion/load-version.ts';
import { VersionRefused } from '../../../../lambdas/inference/champion/refusal.ts';
import { type Evaluation, evaluateBatch } from '../../../../lambdas/inference/evaluate.ts';
import type { Manifest } from '../../../../lib/contract/manifest.ts';
import { openOnnxSession } from '../../../../lib/model/adapters/onnx-session.ts';
import { describeRuntime } from '../../../../lib/model/onnx/describe-runtime.ts';
import type { ModelSession } from '../../../../lib/model/session.ts';
import {
  linearClassifier,
  linearRegressor,
  type SampleModel,
  sampleRecords,
} from '../../../support/onnx-models.ts';
import { eventOf, TestRegistry } from '../support.ts';

afterEach(() => {
  vi.useRealTimers();
});

const records = sampleRecords(40);
const deadline = { stopAtMs: Number.POSITIVE_INFINITY, endAtMs: Number.POSITIVE_INFINITY };

function manifestOf({ bytes, signature }: SampleModel, version: number): Manifest {
  return { version, signature, runtime: describeRuntime(bytes, signature) } as Manifest;
}

/** A batch as a version answered it. */
async function answeredBy(sample: SampleModel, version: number): Promise<Evaluation> {
  const manifest = manifestOf(sample, version);
  const session = await openOnnxSession(sample.bytes, { ...manifest, threads: 1 });
  const served = { manifest, session, goldenRuns: async () => true };
  const evaluation = await evaluateBatch(eventOf(records), served);
  await session.release();
  return evaluation;
}

const batch = await answeredBy(linearClassifier(), 100);
const otherBatch = await answeredBy(linearRegressor(), 101);

/** An alias that a test moves, loads that it ends, and a clock that it sets. */
class World implements ChallengerPorts {
  readonly pointer = { alias: undefined as never, isDue: () => false, look: async () => undefined };
  readonly loads: { version: number; end: PromiseWithResolvers<LoadedVersion> }[] = [];
  readonly said: string[] = [];
  nowMs = 0;
  readonly time = { now: () => this.nowMs };
  readonly observer = {
    challenged: (version: number) => void this.said.push(`${version} runs`),
    challengerRefused: ({ version, reason }: VersionRefused) => void this.said.push(`${version} ${reason}`),
  };
  readonly challenger = new Challenger(this);

  move(version: number): void {
    this.pointer.alias = { version, writeId: `to ${version}` } as never;
  }

  load(version: number) {
    const end = Promise.withResolvers<LoadedVersion>();
    this.loads.push({ version, end });
    return { loaded: end.promise, kill: () => {} };
  }

  /** Ends the last load with a session of the classifier's signature. */
  async arrive(run: ModelSession['run']): Promise<void> {
    const { version, end } = this.loads.at(-1)!;
    const session = { run, release: async () => {} };
    end.resolve({ version, manifest: manifestOf(linearClassifier(), version), session } as never);
    await vi.waitFor(() => expect(this.said).toContain(`${version} runs`), { interval: 1 });
  }
}

const never = () => new Promise<never>(() => {});

test('a version that is refused when the alias has moved on leaves the next one its turn', async () => {
  const world = new World();
  world.move(2);
  await world.challenger.shadow(batch, 100, deadline);
  world.move(3);
  world.loads[0]!.end.reject(new VersionRefused(2, 'unparsable'));
  await vi.waitFor(() => expect(world.said).toEqual(['2 unparsable']));
  await world.challenger.shadow(batch, 100, deadline);
  expect(world.loads.map(({ version }) => version)).toEqual([2, 3]);
});

test('a champion that comes to read other features ends the challenge before a row of it is shown', async () => {
  const world = new World();
  world.move(2);
  await world.challenger.shadow(batch, 100, deadline);
  const run = vi.fn(never);
  await world.arrive(run);
  await world.challenger.shadow(otherBatch, 100, deadline);
  expect(world.said).toEqual(['2 runs', '2 signature-differs']);
  expect(run).not.toHaveBeenCalled();
});

test('a batch whose fifth is shorter than a timer is exact does not wait at all', async () => {
  const world = new World();
  world.move(2);
  await world.challenger.shadow(batch, 100, deadline);
  const run = vi.fn(never);
  await world.arrive(run);
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  expect(await world.challenger.shadow(batch, 5, deadline)).toMatchObject({ version: 2, skipped: false });
  expect(run).toHaveBeenCalled();
});

test('a model whose runs are longer than the time is told as skipped', async () => {
  const world = new World();
  world.move(2);
  await world.challenger.shadow(batch, 100, deadline);
  await world.arrive(() => new Promise((_, reject) => setTimeout(reject, 20)));
  await world.challenger.shadow(batch, 5, deadline);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await world.challenger.shadow(batch, 5, deadline)).toMatchObject({ skipped: true });
});

test('a load that goes on over short batches with pauses between them is not stuck, one over long ones is', async () => {
  const world = new World();
  world.move(2);
  for (let i = 0; i < 20; i++) {
    await world.challenger.shadow(batch, 5, deadline);
    world.nowMs += 60_000;
  }
  expect(world.said).toEqual([]);
  for (let i = 0; i < 4; i++) await world.challenger.shadow(batch, 4_000, deadline);
  expect(world.said).toEqual(['2 too-slow']);
});

test('fifty moves leave one process, although files arrive when their version is challenged no more', async () => {
  const moving = await TestRegistry.create();
  for (let i = 0; i < 4; i++) await moving.version();
  const arrival = Promise.withResolvers<void>();
  const alive = new Set<object>();
  const challenger = createChallenger({
    registry: {
      alias: (...asked) => moving.alias(...asked),
      manifest: (...asked) => moving.manifest(...asked),
      artifact: (artifact) => arrival.promise.then(() => moving.artifact(artifact)),
    },
    startProcess: () => {
      const one = { open: openOnnxSession, kill: () => void alive.delete(one) };
      alive.add(one);
      return one;
    },
    observer: { challenged: () => {}, challengerRefused: () => {} },
    time: { now: Date.now },
    config: { model: 'sample', pollMs: 0 },
  });
  const follow = async (version: number): Promise<void> => {
    await moving.promote(version, 'challenger');
    challenger.begin();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await challenger.shadow(batch, 100, deadline);
  };
  for (let i = 0; i < 50; i++) await follow(2 + (i % 3));
  arrival.resolve();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(alive.size).toBe(1);
});

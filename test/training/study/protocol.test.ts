import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Claim } from '../../../training/study/claim.ts';
import { createStudy, openStudy, type Study } from '../../../training/study/study.ts';
import { studyKeys } from '../../../training/study/study-keys.ts';
import { verifyStudy } from '../../../training/study/verify.ts';
import { type RunTrial, runWorker, type WorkerEvent } from '../../../training/study/worker.ts';
import { LeapingClock } from '../../support/clocks.ts';
import { randomFrom } from '../../support/random.ts';
import { draftOf } from './support/drafts.ts';
import { MemoryStore } from './support/memory-store.ts';
import { type Roughness, roughStore } from './support/rough-store.ts';

interface Scene {
  readonly seed: number;
  readonly workers: number;
  readonly trials: number;
  /** The limit of trials at once, if there is one. */
  readonly atOnce: number | undefined;
  readonly sampler: 'random' | 'tpe';
  /** Times of the store: to the second as S3's, or to the millisecond. */
  readonly wholeSeconds: boolean;
  readonly roughness: Roughness;
}

/** Longer than a lease and its resolution: whoever stands still for so long has lost its trial. */
const PAUSE_MS = 20_000;
/** Deaths end here, or a study would not. */
const MAX_DEATHS = 12;

const scenes = fc.record({
  seed: fc.nat(),
  workers: fc.integer({ min: 1, max: 6 }),
  trials: fc.integer({ min: 1, max: 9 }),
  atOnce: fc.constantFrom(undefined, undefined, 2),
  sampler: fc.constantFrom('random' as const, 'tpe' as const),
  wholeSeconds: fc.boolean(),
  roughness: fc.record({
    lostAnswers: fc.constantFrom(0, 0.1, 0.3),
    failedReads: fc.constantFrom(0, 0.02),
    pauses: fc.constantFrom(0, 0.03),
    pauseMs: fc.constant(PAUSE_MS),
    deaths: fc.constantFrom(0, 0.01, 0.03),
  }),
});

/** Runs a study to its end over rough ways to one store; a worker that died is replaced. */
async function runScene(scene: Scene) {
  const clock = new LeapingClock();
  const tick = scene.wholeSeconds ? 1_000 : 1;
  const store = new MemoryStore(() => Math.floor(clock.now() / tick) * tick);
  const random = randomFrom(scene.seed);
  const { trials, atOnce, seed } = scene;
  const limits = { trials, ...(atOnce === undefined ? {} : { workers: atOnce }) };
  const draft = draftOf({ limits, sampler: { name: scene.sampler }, seed });
  await createStudy(store, draft);
  const events: WorkerEvent[] = [];
  let deaths = 0;

  const run: RunTrial = async ({ parameters }, { report, signal }) => {
    for (let step = 1; step <= 3; step++) {
      await clock.sleep(random() * 4_000, signal);
      signal.throwIfAborted();
      await report(step, step);
    }
    if (random() < 0.1) throw new Error('it did not converge');
    return { state: 'complete', value: Number(parameters.C ?? parameters.trees), metrics: {} };
  };

  async function work(worker: string): Promise<void> {
    const { promise: death, resolve } = Promise.withResolvers<'died'>();
    const mortal = { ...scene.roughness, deaths: deaths < MAX_DEATHS ? scene.roughness.deaths : 0 };
    const rough = roughStore(store, { clock, random, roughness: mortal, onDeath: () => resolve('died') });
    const working = openStudy(rough, 'wine').then((study) =>
      runWorker(study, { worker, run, clock, random, pollMs: 1_000, onEvent: (event) => events.push(event) }),
    );
    // A store that is down for too long ends a worker too; it is then started again, as a supervisor would.
    const end = await Promise.race([death, working.catch(() => 'fault' as const)]);
    if (end !== 'died' && end !== 'fault') return;
    deaths += 1;
    await work(`${worker}'`);
  }

  await Promise.all(Array.from({ length: scene.workers }, (_, n) => work(`w${n}`)));
  return { store, study: await openStudy(store, 'wine'), events };
}

/** All contents that a claim ever had: nothing but attempts is added, and one end, which then stays. Gives the last. */
function expectOnlyForward(store: MemoryStore, study: Study, number: number): Claim {
  const claims = store.history(studyKeys(study.name).claim(number)).map((text): Claim => JSON.parse(text));
  claims.forEach((claim, at) => {
    const before = claims[at - 1];
    if (before === undefined) return;
    expect(before.end).toBe(null);
    expect(claim.attempts.length).toBeGreaterThanOrEqual(before.attempts.length);
    expect(claim.attempts.map(({ epoch }) => epoch)).toEqual(claim.attempts.map((_, index) => index + 1));
    expect({ ...claim, attempts: [], end: null }).toEqual({ ...before, attempts: [], end: null });
  });
  return claims.at(-1)!;
}

describe('any number of workers, whatever happens to them', () => {
  test('finish exactly as many trials as asked for, each with one result, and nothing that does not verify', async () => {
    const happened = { 'taken over': 0, lost: 0, 'gave-up': 0, fault: 0 };
    await fc.assert(
      fc.asyncProperty(scenes, async (scene) => {
        const { store, study, events } = await runScene(scene);
        const trials = await study.trials();
        expect(trials.filter(({ state }) => state === 'complete')).toHaveLength(scene.trials);
        expect(trials.filter(({ state }) => state === 'running')).toEqual([]);
        const verification = await verifyStudy(study);
        expect(verification).toMatchObject({
          problems: [],
          results: trials.length,
          recomputed: trials.length,
        });
        for (const { number } of trials) {
          expect(store.history(studyKeys('wine').result(number))).toHaveLength(1);
          const claim = expectOnlyForward(store, study, number);
          expect(claim.seen.running.length).toBeLessThan(scene.atOnce ?? scene.workers + MAX_DEATHS);
        }
        happened['taken over'] += verification.takeOvers;
        for (const { kind } of events) if (kind in happened) happened[kind as keyof typeof happened] += 1;
        const told = events.flatMap((event) => (event.kind === 'finished' ? [event.trial.number] : []));
        expect(new Set(told).size).toBe(told.length);
      }),
      { numRuns: Number(process.env.WEIR_TEST_RUNS ?? 30), seed: 20260101 },
    );
    for (const times of Object.values(happened)) expect(times).toBeGreaterThan(0);
  });
});

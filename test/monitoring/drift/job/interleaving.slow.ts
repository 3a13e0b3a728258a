import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keys } from '../../../../lib/contract/keys.ts';
import { DirectoryStore } from '../../../../lib/registry/adapters/directory.ts';
import type { ObjectStore } from '../../../../lib/registry/object-store.ts';
import { runDriftJob } from '../../../../monitoring/drift/job/run-drift-job.ts';
import { mergedDaySchema } from '../../../../monitoring/drift/windows/merged-day.ts';
import { readStored } from '../../../../monitoring/drift/windows/stored-json.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { MODEL, portsOf, profileOf, publish, writeWindow } from './scene.ts';

const profile = profileOf();

/** What sandboxes do, one step after the other, each with the last word about its window. */
interface Flush {
  readonly writer: string;
  readonly hour: string;
  readonly flush: number;
  readonly count: number;
}

const HOURS = ['2026-11-21T01', '2026-11-21T02', '2026-11-21T03'];

/** Each window is written one to three times; the writes of all sandboxes come in any order. */
const flushes = fc
  .uniqueArray(
    fc.record({
      writer: fc.constantFrom('a', 'b', 'c', 'd'),
      hour: fc.constantFrom(...HOURS),
      times: fc.integer({ min: 1, max: 3 }),
    }),
    {
      minLength: 1,
      maxLength: 6,
      selector: ({ writer, hour }) => `${hour}/${writer}`,
    },
  )
  .chain((windows) => {
    const queues = windows.map(({ writer, hour, times }): Flush[] =>
      Array.from({ length: times }, (_, i) => ({ writer, hour, flush: i + 1, count: 300 * (i + 1) })),
    );
    return fc.tuple(
      fc.constant(queues),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom('alone', 'run', 'two runs')), {
        minLength: 18,
        maxLength: 18,
      }),
    );
  });

test('any interleaving of sandboxes and runs ends in the same windows, results and reports', async () => {
  await fc.assert(
    fc.asyncProperty(flushes, async ([queues, turns]) => {
      const mixed = await served();
      const waiting = queues.map((queue) => [...queue]);
      for (const [pick, company] of turns) {
        const left = waiting.filter((queue) => queue.length > 0);
        const next = left[pick % Math.max(1, left.length)]?.shift();
        const runs = { alone: 0, run: 1, 'two runs': 2 }[company as 'alone'];
        await Promise.all([
          ...(next === undefined ? [] : [writeWindow(mixed, profile, next)]),
          ...Array.from({ length: runs }, () => runDriftJob(portsOf(mixed).ports, { model: MODEL })),
        ]);
      }
      for (const flush of waiting.flat()) await writeWindow(mixed, profile, flush);
      const plain = await served();
      for (const queue of queues) for (const flush of queue) await writeWindow(plain, profile, flush);
      expect(await outcome(mixed)).toEqual(await outcome(plain));
    }),
    { numRuns: 6 },
  );
});

async function served(): Promise<ObjectStore> {
  const store = new DirectoryStore(await temporaryDirectory());
  await publish(store, profile);
  return store;
}

/** After one more run: all but etags, which a store makes up. */
async function outcome(store: ObjectStore) {
  const { results } = await runDriftJob(portsOf(store).ports, { model: MODEL });
  const day = await readStored(store, keys.merged(MODEL, '2026-11-21'), mergedDaySchema);
  const reports = await Promise.all(
    results.map(async ({ reportKey }) => {
      const stored = await store.get(reportKey!);
      return new TextDecoder().decode((stored as { body: Uint8Array }).body);
    }),
  );
  return {
    results: results.map(({ result: { sources, ...rest } }) => ({ ...rest, sources: sources.length })),
    reports,
    hours: day.value?.hours.map(({ sources, ...rest }) => rest),
  };
}

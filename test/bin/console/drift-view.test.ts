import { describe, expect, it } from 'vitest';
import { driftReader } from '../../../bin/console/drift-view.ts';
import type { DriftResult } from '../../../lib/contract/drift.ts';
import { keys } from '../../../lib/contract/keys.ts';
import { DirectoryStore } from '../../../lib/registry/adapters/directory.ts';
import { readResult } from '../../../monitoring/drift/job/results.ts';
import { runDriftJob } from '../../../monitoring/drift/job/run-drift-job.ts';
import {
  MODEL,
  NOW,
  portsOf,
  profileOf,
  publish,
  put,
  writeWindow,
} from '../../monitoring/drift/job/scene.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

it('shows every judged window as it was judged last, not only the newest', async () => {
  const store = new DirectoryStore(await temporaryDirectory());
  const profile = profileOf();
  await publish(store, profile);
  const judge = () => runDriftJob(portsOf(store).ports, { model: MODEL });
  const read = driftReader(
    store,
    MODEL,
    () => undefined,
    () => NOW.getTime(),
  );
  const rows = async () => (await read()).results.map((line) => [line.window, line.rows]);

  await writeWindow(store, profile, { hour: '2026-11-21T02', count: 300, writer: 'a' });
  await writeWindow(store, profile, { hour: '2026-11-21T03', count: 300, writer: 'a' });
  await judge();
  expect(await rows()).toContainEqual(['2026-11-21T02', 300]);

  await writeWindow(store, profile, { hour: '2026-11-21T02', count: 200, writer: 'late' });
  await judge();
  expect(await rows()).toContainEqual(['2026-11-21T02', 500]);
});

describe('the window that is shown', () => {
  const HOURS = ['2026-11-21T01', '2026-11-21T02', '2026-11-21T03'];
  const RUNNING = '2026-11-21T04';

  /** Hours of so many shifted rows, judged; then the running hour with its own. */
  async function scene(counts: readonly number[], runningRows: number, now = NOW) {
    const store = new DirectoryStore(await temporaryDirectory());
    const profile = profileOf();
    await publish(store, profile);
    for (const [at, count] of counts.entries())
      await writeWindow(store, profile, { hour: HOURS[at]!, count, shift: 2 });
    await runDriftJob(portsOf(store).ports, { model: MODEL });
    await writeWindow(store, profile, { hour: RUNNING, count: runningRows });
    const { results } = await runDriftJob(portsOf(store).ports, { model: MODEL, window: RUNNING });
    const running: DriftResult = results[0]!.result;
    const undecided = { ...running, verdict: 'insufficient-data', alarm: false } as const;
    const view = (of: DriftResult = running) =>
      driftReader(
        store,
        MODEL,
        () => of,
        () => now.getTime(),
      )();
    return { store, running, undecided, view };
  }

  it('is the latest that was decided, with the undecided hour that is not over beside it', async () => {
    const { undecided, view } = await scene([600, 600, 600], 12);
    const { latest, running, results } = await view(undecided);
    expect(latest).toMatchObject({
      window: HOURS[2],
      verdict: 'drift',
      report: `/reports/drift/${HOURS[2]}/v1`,
    });
    expect(running).toMatchObject({ window: RUNNING, report: `/reports/drift/${RUNNING}/v1` });
    expect(results[0]).toEqual(running);
  });

  it('is the latest that was decided, also where later ones that are stored were not', async () => {
    const { store, undecided, view } = await scene([600, 600, 600], 12);
    const last = (await readResult(store, MODEL, HOURS[2]!, 1))!;
    const text = JSON.stringify({ ...last, verdict: 'insufficient-data', alarm: false });
    await put(store, keys.driftResult(MODEL, HOURS[2]!, 1), text);
    await put(store, keys.latestDriftResult(MODEL), text);
    const { latest, running } = await view(undecided);
    expect([latest?.window, latest?.verdict, running?.window]).toEqual([HOURS[1], 'drift', RUNNING]);
  });

  it('is the hour that is not over once that is decided', async () => {
    const { running, view } = await scene([600, 600, 600], 600);
    const decided = { ...running, verdict: 'no-drift' } as const;
    expect(await view(decided)).toMatchObject({ latest: { window: RUNNING }, running: null });
  });

  it('is an undecided one only while none was decided', async () => {
    const { undecided, view } = await scene([], 12);
    const { latest, running } = await view(undecided);
    expect(latest).toMatchObject({ window: RUNNING, verdict: 'insufficient-data', rows: 12 });
    expect(running).toBeNull();
  });

  it('calls no hour the running one that is over', async () => {
    const { undecided, view } = await scene([600, 600, 600], 12, new Date('2026-11-21T05:05:00Z'));
    const { latest, running, results } = await view(undecided);
    expect([latest?.window, running, results[0]?.window]).toEqual([HOURS[2], null, RUNNING]);
  });
});

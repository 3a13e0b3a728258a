import { expect, it } from 'vitest';
import { driftReader } from '../../../bin/console/drift-view.ts';
import { DirectoryStore } from '../../../lib/registry/adapters/directory.ts';
import { runDriftJob } from '../../../monitoring/drift/job/run-drift-job.ts';
import { MODEL, NOW, portsOf, profileOf, publish, writeWindow } from '../../monitoring/drift/job/scene.ts';
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

import { expect, it } from 'vitest';
import { embeddedDriftJob } from '../../../bin/stack/embedded-drift-job.ts';
import { DirectoryStore } from '../../../lib/registry/adapters/directory.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { MODEL, NOW, profileOf, publish, writeWindow } from '../../monitoring/drift/job/scene.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

it('judges the hours that are over and the one that is not in one run, which counts as one', async () => {
  const monitoring = new DirectoryStore(await temporaryDirectory());
  const profile = profileOf();
  await publish(monitoring, profile);
  await writeWindow(monitoring, profile, { hour: '2026-11-21T03', count: 600 });
  await writeWindow(monitoring, profile, { hour: '2026-11-21T04', count: 12 });
  const lines: string[] = [];
  const registry = new ModelRegistry(monitoring);
  const job = embeddedDriftJob({
    ...{ model: MODEL, monitoring, registry, now: () => NOW },
    publish: (line) => lines.push(line),
  });
  expect(await job.run()).toMatch(/windows judged/);
  expect(job.ofRunningHour()?.window.id).toBe('2026-11-21T04');
  const runs = lines.filter((line) => 'DriftRuns' in JSON.parse(line));
  expect(runs).toHaveLength(1);
  expect(lines.length).toBeGreaterThan(1);
});

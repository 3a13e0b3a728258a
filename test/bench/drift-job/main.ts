import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hourStart } from '../../../lib/contract/profile.ts';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { runDriftJob } from '../../../monitoring/drift/job/run-drift-job.ts';
import { addHours } from '../../../monitoring/drift/windows/window.ts';
import { renderDriftReport } from '../../../monitoring/report/drift-report.ts';
import { countingStore } from '../../monitoring/drift/windows/counting-store.ts';
import { s3Environment } from '../../support/s3-server.ts';
import { MODEL, publish, writeHistory, writeHour } from './traffic.ts';

/**
 * The drift job on an hour of windows, as the schedule runs it: five weeks of history, 20 features of 100 bins, S3 by
 * a stand-in in a process of its own. Time and requests follow the sandboxes, not the records: it exits with 1 when
 * they do not.
 *
 *   node test/bench/drift-job/main.ts [--json] [--sandboxes 1,10,1000]
 */

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, sandboxes: { type: 'string', default: '1,10,1000' } },
});
const SANDBOXES = values.sandboxes.split(',').map(Number);
const RECORDS_A_SECOND = [10, 10_000, 1_000_000];
const FIRST_HOUR = '2026-11-20T10';

/** Requests that do not follow the sandboxes: 36 days of history, 27 results, the index of labels and what is written. */
const OWN_REQUESTS = 130;

/** Listings of 26 hours have a thousand keys a page. */
const LISTED_HOURS = 27;

/** A run's time of the processor may differ so much between rates: the noise of a machine that others use too. */
const TIME_RATIO = 2.5;

interface Measured {
  readonly sandboxes: number;
  readonly recordsASecond: number;
  readonly rows: number;
  readonly milliseconds: number;
  /** Of the processor: what another process takes does not count. */
  readonly cpuMilliseconds: number;
  readonly requests: number;
  readonly windowReads: number;
  readonly listings: number;
  readonly writes: number;
  readonly peakMb: number;
}

const server = fork(join(import.meta.dirname, 's3-child.ts'));
const [endpoint] = (await once(server, 'message')) as [string];
Object.assign(process.env, s3Environment(endpoint));

const measured: Measured[] = [];
for (const sandboxes of SANDBOXES) measured.push(...(await measureSandboxes(sandboxes)));
server.disconnect();
const problems = problemsOf(measured);
if (values.json) console.log(JSON.stringify({ measured, problems }));
else {
  console.table(measured);
  console.log(
    problems.length === 0 ? 'time and requests follow the sandboxes, not the records' : problems.join('\n'),
  );
}
process.exitCode = problems.length === 0 ? 0 : 1;

/** One hour after the other, each at another rate. */
async function measureSandboxes(sandboxes: number): Promise<Measured[]> {
  const store = countingStore(openStore(`s3://weir/${sandboxes}`));
  const profile = await publish(store);
  await writeHistory(store, profile, { until: FIRST_HOUR, sandboxes });
  await run(FIRST_HOUR);
  const found: Measured[] = [];
  for (const [i, recordsASecond] of RECORDS_A_SECOND.entries()) {
    const hour = addHours(FIRST_HOUR, i + 1);
    const rows = Math.round((recordsASecond * 3_600) / sandboxes);
    await writeHour(store, profile, { hour, sandboxes, rows });
    store.reset();
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
    const startedAt = performance.now();
    const cpu = process.cpuUsage();
    const { results } = await run(hour);
    clearInterval(watch);
    const { user, system } = process.cpuUsage(cpu);
    found.push({
      ...{ sandboxes, recordsASecond, rows: results.at(-1)!.result.rows },
      milliseconds: Math.round(performance.now() - startedAt),
      cpuMilliseconds: Math.round((user + system) / 1_000),
      requests: store.total(),
      windowReads: store.requests('get', 'windows/'),
      listings: store.requests('list', ''),
      writes: store.requests('create', '') + store.requests('swap', ''),
      peakMb: Math.round(peak / 1_048_576),
    });
  }
  return found;

  function run(hour: string) {
    const now = () => new Date(hourStart(hour) + 75 * 60_000);
    const ports = { monitoring: store, registry: new ModelRegistry(store), stage: 'bench', now };
    const quiet = () => undefined;
    return runDriftJob({ ...ports, render: renderDriftReport, publish: quiet, log: quiet }, { model: MODEL });
  }
}

function problemsOf(found: readonly Measured[]): string[] {
  return [...Map.groupBy(found, ({ sandboxes }) => sandboxes)].flatMap(([sandboxes, runs]) => {
    const most = sandboxes + Math.ceil((LISTED_HOURS * sandboxes) / 1_000) + OWN_REQUESTS;
    const requests = runs.map((one) => one.requests);
    const times = runs.map((one) => one.cpuMilliseconds);
    return [
      ...(Math.max(...requests) > most
        ? [`${sandboxes} sandboxes: ${requests} requests, expected ${most} at most`]
        : []),
      ...(Math.max(...times) > TIME_RATIO * Math.min(...times)
        ? [`${sandboxes} sandboxes: ${times} ms of the processor at the rates`]
        : []),
      ...(runs.some((one) => one.windowReads !== sandboxes)
        ? [`${sandboxes} sandboxes: other windows were read`]
        : []),
    ];
  });
}

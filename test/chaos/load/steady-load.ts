import { join } from 'node:path';
import { REPORT_FILES } from '../../../bin/load/report-files.ts';
import { type LoadSummary, loadSummarySchema } from '../../../bin/load/summary.ts';
import { ledgerById, quarantineById } from './found.ts';
import { exits, type Scene, STEADY, sameIds } from './scene.ts';

/** A load with bad records: all are accounted for, and the quarantine holds the bad ones and no other. */
export async function steadyLoad(scene: Scene): Promise<LoadSummary> {
  const { stack, store, checks, home, duration, rps, errors, seed } = scene;
  console.log(`\nweir load: ${rps} records a second for ${duration} s, ${Number(errors) * 100}% of them bad`);
  const directory = join(home, STEADY);
  const options = ['--duration', duration, '--rps', rps, '--inject-errors', errors, '--seed', `${seed}`];
  const run = await stack.run('load', ...options, '--report', directory, '--json');
  exits('weir load', run, 0, checks);
  const summary = loadSummarySchema.parse(JSON.parse(run.stdout));
  const { sent, predicted, rejected, lost } = summary.accounting;
  console.log(`  ${summary.accounting.sentence}`);
  checks.equal('records sent, of those planned', sent, Math.round(Number(duration) * Number(rps)));
  checks.equal('sent = predicted + rejected', predicted + rejected, sent);
  checks.equal('lost', lost, 0);
  const ledger = await ledgerById(join(directory, REPORT_FILES.ledger));
  const bad = new Set([...ledger].filter(([, { expects }]) => expects === 'rejection').map(([id]) => id));
  const quarantined = new Set((await quarantineById(store, stack.model)).keys());
  checks.equal('entries of the ledger', ledger.size, sent);
  sameIds('the quarantine holds exactly the bad records', quarantined, bad, checks);
  const { p50, p95, p99, max } = summary.latencyMs;
  console.log(`  latency from due to read: p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, at most ${max} ms`);
  return summary;
}

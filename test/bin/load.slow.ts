import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { loadSummarySchema } from '../../bin/load/summary.ts';
import { readLedger } from '../../lib/accounting/ledger.ts';
import { MODEL, promoteVersion, publishSample, startTestStack, type TestStack } from '../stack/stack.ts';
import { linearClassifier } from '../support/onnx-models.ts';
import { scratch } from './support/registries.ts';
import { ended, startWeir, type WeirRun, weir } from './support/run-weir.ts';

// A whole stack runs here, beside whatever else the machine does.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
});
afterAll(() => stack.close());

/** `weir load` of the sample model against the stack; the report goes to `report` in a home of its own. */
function argsFor(...more: readonly string[]): string[] {
  const { kinesis, registry, quarantine } = stack.stack.endpoints;
  const places = ['--endpoint-url', kinesis, '--registry', registry, '--quarantine', quarantine];
  return ['load', '--model', MODEL, '--report', 'report', '--seed', '7', ...places, ...more];
}

async function summaryIn(home: string) {
  return loadSummarySchema.parse(JSON.parse(await readFile(join(home, 'report', 'summary.json'), 'utf8')));
}

async function ledgerEntries(home: string) {
  return (await Array.fromAsync(readLedger(join(home, 'report', 'ledger.jsonl')))).flat();
}

function failure({ code, stderr }: WeirRun): [number | null, string] {
  return [code, stderr];
}

test('a load without a model to take records from, and one without a stack, are mistakes and send nothing', async () => {
  const home = scratch();
  expect(failure(await weir(argsFor(), { home }))).toEqual([
    2,
    expect.stringContaining('no version either, so nothing says what a record of it looks like'),
  ]);
  const elsewhere = await weir(argsFor('--endpoint-url', 'http://127.0.0.1:9'), { home });
  expect(failure(elsewhere)).toEqual([2, expect.stringContaining('start the local stack with "npm start"')]);
  const stream = await weir(argsFor('--stream', 'nowhere'), { home });
  expect(failure(stream)).toEqual([2, expect.stringContaining('there is no stream nowhere')]);
  expect(existsSync(join(home, 'report'))).toBe(false);
});

test('without a champion the load says that records will wait, gives them up after the settle time, and exits with 1', async () => {
  const { version } = await publishSample(stack.registry, linearClassifier(), false);
  const home = scratch();
  const run = await weir(argsFor('--duration', '0.5', '--rps', '40', '--settle', '1.5'), { home });
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/^weir: 20 records not answered in time$/m);
  expect(run.stderr).not.toContain('LoadFailed');
  expect(run.stderr).toMatch(
    /sample has no champion in .*, the registry of this command: if the stack uses the same one, records wait until one is promoted.* The stack may use another: name it with --registry/,
  );
  expect(run.stdout).toContain('20 of 20 records were not answered in time: 0 predicted, 0 rejected.');
  expect(run.stdout).toMatch(/They may still come.*"weir tail" and "weir quarantine" show those that do/);
  expect(run.stdout).toMatch(/^ {2}missing: 20, such as /m);
  expect(run.stdout).not.toMatch(/\blost\b/);
  expect((await summaryIn(home)).accounting).toMatchObject({
    holds: false,
    lost: 20,
    offences: { lost: 20 },
  });
  await promoteVersion(stack.registry, version);
  expect(await stack.untilPredicted(20)).toHaveLength(20);
});

test('every record of a load is accounted for, and its report is complete', async () => {
  const home = scratch();
  const run = await weir(
    argsFor('--duration', '2', '--rps', '150', '--inject-errors', '0.2', '--workers', '3'),
    { home },
  );
  expect(failure(run)).toEqual([0, expect.stringMatching(/sent: [\d,]+ {2}predicted [\d,]+ {2}rejected/)]);
  expect(run.stdout).toContain('made-up values in the ranges of the golden records');
  expect(run.stdout).toMatch(/number-as-text +not-a-number +mends it/);
  const summary = await summaryIn(home);
  expect(summary.accounting).toMatchObject({ holds: true, sent: 300, predicted: 240, rejected: 60, lost: 0 });
  expect(summary.kinds.every((kind) => kind.rejectedOtherwise === 0 && kind.missing === 0)).toBe(true);
  expect(summary.latencyMs.count).toBe(240);
  expect(summary.seconds.reduce((sum, { predicted }) => sum + predicted, 0)).toBe(240);
  const ledger = await ledgerEntries(home);
  expect(ledger.filter(({ expects }) => expects === 'rejection')).toHaveLength(60);
  expect(Object.keys(JSON.parse(await readFile(join(home, 'report', 'fix.json'), 'utf8')))).toEqual([
    ...['rename', 'toNumber', 'default'],
  ]);
  const page = await readFile(join(home, 'report', 'report.html'), 'utf8');
  expect(page.length).toBeLessThan(1_000_000);
  expect(page).not.toContain('<script');
  expect(page).toContain('All 300 records are accounted for: 240 predicted, 60 rejected, none lost.');

  // The same directory again would mix two ledgers.
  const again = await weir(argsFor(), { home });
  expect(failure(again)).toEqual([2, expect.stringContaining('holds the ledger of another load')]);
});

test('--json prints the summary alone', async () => {
  const home = scratch();
  const run = await weir(argsFor('--duration', '0.5', '--rps', '20', '--json'), { home });
  expect(failure(run)).toEqual([0, '']);
  expect(loadSummarySchema.parse(JSON.parse(run.stdout))).toEqual(await summaryIn(home));
});

test('Ctrl-C in the middle waits for what is in flight, and leaves a ledger and a report of what was sent', async () => {
  const home = scratch();
  const child = startWeir(argsFor('--duration', '60', '--rps', '100', '--inject-errors', '0.1'), { home });
  // One Ctrl-C alone: a second one ends the command at once.
  let asked = false;
  child.stderr?.on('data', (text: Buffer) => {
    if (asked || !text.includes('sent: ')) return;
    asked = true;
    setTimeout(() => child.kill('SIGINT'), 1000);
  });
  const { code, stdout } = await ended(child);
  expect(code).toBe(130);
  const summary = await summaryIn(home);
  expect(summary).toMatchObject({ interrupted: true, accounting: { holds: true, lost: 0 } });
  expect(summary.accounting.sent).toBeGreaterThan(0);
  expect(summary.accounting.sent).toBeLessThan(6000);
  expect(await ledgerEntries(home)).toHaveLength(summary.accounting.sent);
  expect(stdout).toContain(summary.accounting.sentence);
});

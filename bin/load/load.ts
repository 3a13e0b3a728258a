import { join } from 'node:path';
import { reasonOf } from '../../lib/contract/errors.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import { type StreamClient, StreamNotFound } from '../../lib/streams/stream-client.ts';
import { seededRandom } from '../../training/random.ts';
import type { Config } from '../config.ts';
import type { Endpoint } from '../endpoint.ts';
import { PlainFault } from '../terminal/faults.ts';
import { count, duration, plural } from '../terminal/format.ts';
import type { ProgressLine } from '../terminal/progress.ts';
import type { Reporter } from '../terminal/terminal.ts';
import { type BadKind, badKinds } from './bad-kinds.ts';
import { type FixFile, fixFor } from './fix-file.ts';
import { loadPage } from './load-page.ts';
import { LoadRecords } from './load-records.ts';
import type { Measures } from './measures.ts';
import { type LoadModel, prepareLoad } from './prepare.ts';
import { openReport, REPORT_FILES, writeReportFile } from './report-files.ts';
import { type LoadRun, runLoad } from './run-load.ts';
import { type LoadPlan, summarise } from './summarise.ts';
import type { LoadSummary } from './summary.ts';
import { mixText, summaryText } from './summary-text.ts';

export interface LoadRequest {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly model: string;
  readonly endpoint: Endpoint;
  readonly input: string;
  readonly output: string;
  /** Of the report; new or empty. */
  readonly directory: string;
  readonly settings: LoadSummary['settings'];
}

export interface LoadContext {
  readonly client: StreamClient;
  readonly registry: ModelRegistry;
  /** The quarantine, and the on-failure destination. */
  readonly store: ObjectStore;
  readonly config: Config;
  readonly report: Reporter;
  readonly signal: AbortSignal;
}

/**
 * Runs a load, writes its report and says what came out.
 * @throws LoadFailed when the accounting does not hold or the producing failed; the signal's reason when it aborted
 */
export async function runLoadCommand(request: LoadRequest, context: LoadContext): Promise<void> {
  const { settings, model: name, directory, startedAt, endpoint, input, output } = request;
  const { client, registry, store, config, report, signal } = context;
  await checkStreams(client, [input, output]);
  const model = await prepareLoad(registry, name, config, report);
  const kinds = settings.injectErrors > 0 ? badKinds(model.signature) : [];
  await openReport(directory);
  const fix = await writeFix(directory, kinds, model, settings.seed);
  const plan: LoadPlan = {
    ...{ startedAt, model: name, champion: model.champion ?? null, kinds, settings },
    ...{ endpoint: endpoint.url, inputStream: input, outputStream: output, quarantine: store.location },
    ...{ data: model.source.name, remarks: [...model.remarks] },
    files: { ledger: REPORT_FILES.ledger, fix: fix ? REPORT_FILES.fix : null, page: REPORT_FILES.page },
  };
  announce(plan, request, report);
  const run = await runWithProgress(request, context, model, kinds);
  const summary = summarise(plan, run, signal.aborted);
  await writeReportFile(directory, REPORT_FILES.summary, `${JSON.stringify(summary, null, 2)}\n`);
  await writeReportFile(directory, REPORT_FILES.page, loadPage(summary, run.measures.latency));
  show(summary, run, directory, report);
  conclude(run, signal);
}

/** @throws StreamNotFound, StreamsUnreachable: the stack is not up */
async function checkStreams(client: StreamClient, streams: readonly string[]): Promise<void> {
  for (const stream of streams) {
    if ((await client.streamStatus(stream)) === undefined) throw new StreamNotFound(stream, client.location);
  }
}

async function writeFix(
  directory: string,
  kinds: readonly BadKind[],
  { signature, source }: LoadModel,
  seed: number,
): Promise<FixFile | undefined> {
  const fix = fixFor(kinds, signature, source.next(seededRandom(seed)));
  if (fix !== undefined) {
    await writeReportFile(directory, REPORT_FILES.fix, `${JSON.stringify(fix, null, 2)}\n`);
  }
  return fix;
}

/** What kinesis-mock takes, records a second; measured, see the README's limits. */
const LOCAL_LIMIT = 1000;

/** Records whose account takes a gigabyte of memory or so. */
const MANY_RECORDS = 2_000_000;

function announce(plan: LoadPlan, { endpoint, directory }: LoadRequest, report: Reporter): void {
  const { settings, model, champion, data, kinds, inputStream } = plan;
  const planned = Math.round(settings.durationS * settings.perSecond);
  const local = /^(127\.|localhost$|\[::1\]$)/.test(new URL(endpoint.url).hostname);
  report.say(
    `${count(settings.perSecond)} records a second for ${duration(settings.durationS * 1000)} to ${inputStream} at ${endpoint.url} (${endpoint.origin}), by ${settings.workers} workers, seed ${settings.seed}`,
    `Records of ${model}${champion === null ? '' : ` version ${champion}`}: ${data}`,
    ...mixText(kinds, settings.injectErrors, planned),
    `Report: ${directory}`,
  );
  for (const remark of plan.remarks) report.note(`Note: ${remark}`);
  if (local && settings.perSecond > LOCAL_LIMIT)
    report.note(
      'Note: kinesis-mock takes about 1,000 records a second; what it cannot take comes late, or not.',
    );
  if (planned > MANY_RECORDS)
    report.note(`Note: the account of ${count(planned)} records will take some gigabytes of memory.`);
}

async function runWithProgress(
  request: LoadRequest,
  { client, store, report, signal }: LoadContext,
  { signature, source }: LoadModel,
  kinds: readonly BadKind[],
): Promise<LoadRun> {
  const { settings, input, output, model, endpoint, directory } = request;
  const { injectErrors, seed, settleS, perSecond, durationS, workers } = settings;
  const progress = report.progress('sent');
  const told = () =>
    report.note('\nStopping: no more records; waiting for those in flight. Ctrl-C again ends at once');
  signal.addEventListener('abort', told, { once: true });
  try {
    return await runLoad({
      ...{ client, input, output, store, model, signature, perSecond, durationS, workers },
      records: new LoadRecords({ signature, source, kinds, share: injectErrors, seed }),
      settleMs: settleS * 1000,
      ledgerFile: join(directory, REPORT_FILES.ledger),
      pollMs: pollMsFor(endpoint),
      stop: signal,
      onProgress: (measures, inFlight) => showProgress(progress, measures, inFlight),
    });
  } finally {
    signal.removeEventListener('abort', told);
    progress.end();
  }
}

/**
 * A shard of AWS gives five reads a second to all of its readers. The local one is asked more often, to measure well,
 * but a read costs kinesis-mock the more the longer the stream is.
 */
function pollMsFor({ url }: Endpoint): number {
  return /\.amazonaws\.com(\.cn)?$/.test(new URL(url).hostname) ? 250 : 50;
}

function showProgress(line: ProgressLine, measures: Measures, inFlight: number): void {
  const at = (p: number) => {
    const ms = measures.latency.percentile(p);
    return ms === undefined ? '-' : duration(ms);
  };
  line.update(
    measures.sent,
    `predicted ${count(measures.predicted)}  rejected ${count(measures.rejected)}  in flight ${count(inFlight)}  p50 ${at(0.5)}  p95 ${at(0.95)}  p99 ${at(0.99)}`,
  );
}

function show(summary: LoadSummary, { verdict }: LoadRun, directory: string, report: Reporter): void {
  const { files, model } = summary;
  report.result(summary);
  report.say(...summaryText(summary));
  for (const [offence, { count: times, first }] of Object.entries(verdict.offences)) {
    if (times > 0)
      report.say(
        `  ${offence === 'lost' ? 'missing' : offence}: ${count(times)}, such as ${first.map(({ id }) => id).join(', ')}`,
      );
  }
  report.say('', `Report: ${join(directory, files.page)}`);
  if (files.fix !== null && summary.accounting.rejected > 0)
    report.say(
      `Mend what can be mended: weir replay --ledger ${join(directory, files.ledger)} --model ${model} --fix ${join(directory, files.fix)}`,
    );
}

/** @throws what the command ends with; nothing when all is well */
function conclude({ produced, verdict, blindness }: LoadRun, signal: AbortSignal): void {
  signal.throwIfAborted();
  if (produced.fault !== undefined)
    throw new LoadFailed(`the load ended early: ${reasonOf(produced.fault)}`, { cause: produced.fault });
  if (blindness !== undefined) throw new LoadFailed(`what became of records cannot be seen: ${blindness}`);
  if (verdict.counts.acknowledged === 0) throw new LoadFailed('no record was acknowledged');
  const missing = verdict.offences.lost.count;
  if (missing > 0) throw new LoadFailed(`${plural(missing, 'record')} not answered in time`);
  if (!verdict.passed) throw new LoadFailed('the accounting does not hold');
}

/** Something of a load is not as it should be; its report says what. */
export class LoadFailed extends PlainFault {
  override readonly name = 'LoadFailed';
}

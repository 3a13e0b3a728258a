import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kinesisPutRecords } from '../../lambdas/inference/adapters/kinesis-put-records.ts';
import type { KinesisEvent } from '../../lambdas/inference/decode/kinesis-event.ts';
import { evaluateBatch, type ServedModel } from '../../lambdas/inference/evaluate.ts';
import { LiveProfiler } from '../../lambdas/inference/profile/live-profiler.ts';
import type { Profiler } from '../../lambdas/inference/profile/profiler.ts';
import { deadlineOf } from '../../lambdas/inference/respond/deadline.ts';
import { NOWHERE, type ResponsePorts, systemTime } from '../../lambdas/inference/respond/ports.ts';
import { respond } from '../../lambdas/inference/respond/respond.ts';
import type { Layout } from '../../lib/contract/profile.ts';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import { quantileLayout } from '../support/quantile-layout.ts';
import { type StandInEndpoints, startLines } from './child-lines.ts';
import { type Rounds, typical } from './measure.ts';
import type { Row } from './report.ts';

/** What counting may add to the handler. */
const TARGET = { kind: 'at most', value: 1.05 } as const;

/**
 * The handler from event to acknowledged predictions with and without counting, in processor time of this process,
 * with compact records and a stand-in for the Kinesis API in another one. Both parts are timed in the same rounds,
 * one after the other, as in an invocation. Writing the windows is timed apart: it happens once a minute.
 */
export async function profileRows(
  models: Readonly<Record<string, ServedModel>>,
  event: KinesisEvent,
  rounds: Rounds,
): Promise<Row[]> {
  const standIn = startLines(join(import.meta.dirname, 'put-stand-in.ts'));
  const { http1 } = JSON.parse(await standIn.nextLine()) as StandInEndpoints;
  const directory = await mkdtemp(join(tmpdir(), 'weir-bench-'));
  try {
    const rows: Row[] = [];
    for (const [name, model] of Object.entries(models)) {
      rows.push(
        await profileRow(name, withProfile(model), event, rounds, { directory, ports: portsTo(http1) }),
      );
    }
    return rows;
  } finally {
    await rm(directory, { recursive: true });
    await standIn.end();
  }
}

interface Place {
  readonly directory: string;
  readonly ports: ResponsePorts;
}

async function profileRow(
  name: string,
  model: ServedModel,
  event: KinesisEvent,
  { rounds, warmUp }: Rounds,
  { directory, ports }: Place,
): Promise<Row> {
  const layout = quantileLayout(model.manifest.signature, await evaluateBatch(event, model));
  const [counting, writing] = [60_000, 0].map((everyMs) => profilerOf(directory, layout, everyMs));
  const times = { handle: [] as number[], count: [] as number[], write: [] as number[] };
  for (let round = -warmUp; round < rounds; round++) {
    const deadline = deadlineOf(Date.now(), 60_000);
    const [handled, answered] = await timed(async () => {
      const evaluation = await evaluateBatch(event, model);
      const settings = { order: 'none', outputFormat: 'compact' } as const;
      return { evaluation, outcome: await respond(evaluation, ports, settings, deadline) };
    });
    const { evaluation, outcome } = answered;
    if (outcome.unfinished + outcome.retries > 0) throw new Error('the stand-in did not take all at once');
    const [counted] = await timed(() => counting!.profile(evaluation, outcome, deadline));
    const [written] = await timed(() => writing!.profile(evaluation, outcome, deadline));
    if (round < 0) continue;
    times.handle.push(handled);
    times.count.push(counted);
    times.write.push(written - counted);
  }
  const [whole, part] = [typical(times.handle), typical(times.count)];
  return {
    what: `${name}: handler with profiles ÷ without`,
    measured: (whole + part) / whole,
    target: TARGET,
    unit: '×',
    detail: `processor ${whole.toFixed(1)} ms + ${part.toFixed(2)} ms to count ${layout.features.length} features, puts included; a window is written in ${typical(times.write).toFixed(1)} ms`,
  };
}

function portsTo(endpointUrl: string): ResponsePorts {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'secret' };
  const stream = { streamName: 'weir-output', region: 'us-east-1', endpointUrl, credentials };
  return { ...NOWHERE, predictions: kinesisPutRecords(stream), time: systemTime };
}

function withProfile(model: ServedModel): ServedModel {
  const profile = { key: 'profile.json', sha256: '', bytes: 0 };
  const { artifacts } = model.manifest;
  return { ...model, manifest: { ...model.manifest, artifacts: { ...artifacts, profile } } };
}

function profilerOf(directory: string, layout: Layout, everyMs: number): Profiler {
  const profile = Buffer.from(JSON.stringify({ layout }));
  const fail = (...what: unknown[]) => {
    throw new Error('the rows were not counted', { cause: what });
  };
  const ports = {
    store: openStore(directory),
    registry: { artifact: async () => profile },
    observer: { uncounted: fail, profileFailed: fail, profileLost: fail },
    now: Date.now,
    randomId: randomUUID,
  };
  return new LiveProfiler(ports, { model: 'bench', everyMs, logsPredictions: false, holdUpMs: 10_000 });
}

/** The processor time of a call in milliseconds, and what it gives. */
async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1000, result];
}

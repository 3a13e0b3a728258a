import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KinesisEvent } from '../../lambdas/inference/decode/kinesis-event.ts';
import { type Evaluation, evaluateBatch, type ServedModel } from '../../lambdas/inference/evaluate.ts';
import { LiveProfiler } from '../../lambdas/inference/profile/live-profiler.ts';
import type { Profiler } from '../../lambdas/inference/profile/profiler.ts';
import { deadlineOf } from '../../lambdas/inference/respond/deadline.ts';
import type { Outcome } from '../../lambdas/inference/respond/respond.ts';
import type { Layout } from '../../lib/contract/profile.ts';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import { quantileLayout } from '../support/quantile-layout.ts';
import { handle } from './handler-rows.ts';
import { type Rounds, typical } from './measure.ts';
import type { Row } from './report.ts';

/** What counting may add to the handler. */
const TARGET = { kind: 'at most', value: 1.05 } as const;

/**
 * What it costs to count a batch's rows, as a share of handling it: both are timed in the same rounds, one after the
 * other, as an invocation has them. Writing the windows is timed apart: it happens once a minute.
 */
export async function profileRows(
  name: string,
  model: ServedModel,
  event: KinesisEvent,
  { rounds, warmUp }: Rounds,
): Promise<Row[]> {
  const layout = quantileLayout(model.manifest.signature, await evaluateBatch(event, model));
  const directory = await mkdtemp(join(tmpdir(), 'weir-bench-'));
  try {
    const counting = profilerOf(directory, layout, 60_000);
    const writing = profilerOf(directory, layout, 0);
    const times = { handle: [] as number[], count: [] as number[], write: [] as number[] };
    for (let round = -warmUp; round < rounds; round++) {
      const [handled, evaluation] = await timed(() => handle(event, model, 'compact'));
      const [counted] = await timed(() => profile(counting, evaluation));
      const [written] = await timed(() => profile(writing, evaluation));
      if (round < 0) continue;
      times.handle.push(handled);
      times.count.push(counted);
      times.write.push(written - counted);
    }
    const [whole, part] = [typical(times.handle), typical(times.count)];
    return [
      {
        what: `${name}: compact handler with profiles ÷ without`,
        measured: (whole + part) / whole,
        target: TARGET,
        unit: '×',
        detail: `${whole.toFixed(1)} ms + ${part.toFixed(2)} ms of counting ${layout.features.length} features; a window is written in ${typical(times.write).toFixed(1)} ms`,
      },
    ];
  } finally {
    await rm(directory, { recursive: true });
  }
}

function profilerOf(directory: string, layout: Layout, everyMs: number): Profiler {
  const profile = Buffer.from(JSON.stringify({ layout }));
  const fail = (error: unknown) => {
    throw error;
  };
  const ports = {
    store: openStore(directory),
    registry: { artifact: async () => profile },
    observer: { uncounted: fail, profileFailed: fail, profileLost: fail },
    now: Date.now,
    randomId: randomUUID,
  };
  return new LiveProfiler(ports, { model: 'bench', everyMs, logsPredictions: false });
}

async function profile(profiler: Profiler, evaluation: Evaluation): Promise<void> {
  const artifact = { key: 'profile', sha256: '', bytes: 0 };
  const { manifest, rejections } = evaluation;
  const withProfile = { ...manifest, artifacts: { ...manifest.artifacts, profile: artifact } };
  const outcome = { rejections, firstUnfinished: undefined } as unknown as Outcome;
  const profiled = { ...evaluation, manifest: withProfile };
  const { failed } = await profiler.profile(profiled, outcome, deadlineOf(Date.now(), 60_000));
  if (failed) throw new Error('the rows were not counted');
}

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const started = performance.now();
  const result = await work();
  return [performance.now() - started, result];
}

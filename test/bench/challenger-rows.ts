import { join } from 'node:path';
import { Challenger } from '../../lambdas/inference/challenger/challenger.ts';
import type { KinesisEvent } from '../../lambdas/inference/decode/kinesis-event.ts';
import { evaluateBatch, type ServedModel } from '../../lambdas/inference/evaluate.ts';
import { deadlineOf } from '../../lambdas/inference/respond/deadline.ts';
import { CHALLENGER } from '../../lib/contract/alias.ts';
import { startSessionProcess } from '../../lib/model/adapters/process-session.ts';
import { measure, type Rounds, ratio, typical } from './measure.ts';
import type { Row } from './report.ts';

const SCRIPT = join(import.meta.dirname, '../../lib/model/adapters/run-session.ts');

/** A version whose file is known: what the alias `challenger` names. */
export interface ChallengingModel {
  readonly served: ServedModel;
  readonly bytes: Uint8Array;
}

/** What a batch costs with a challenger in shadow, against the same without: its puts left out, so at worst. */
export async function challengerRows(
  champion: ServedModel,
  challenging: ChallengingModel,
  event: KinesisEvent,
  rounds: Rounds,
): Promise<Row[]> {
  const shown = { batches: 0, rows: 0 };
  const { challenger, stop } = await ready(challenging);
  const deadline = () => deadlineOf(Date.now(), 60_000);
  const shadowed = async () => {
    const started = performance.now();
    const evaluation = await evaluateBatch(event, champion);
    const shadow = await challenger.shadow(evaluation, performance.now() - started, deadline());
    shown.batches++;
    shown.rows += shadow?.result?.comparison?.rows ?? 0;
  };
  const times = await measure({ alone: () => evaluateBatch(event, champion), shadowed }, rounds);
  stop();
  return [
    {
      what: 'batch with a challenger ÷ batch without',
      measured: ratio(times.shadowed, times.alone),
      target: { kind: 'at most', value: 1.2 },
      unit: '×',
      detail: `${typical(times.shadowed).toFixed(1)} ms ÷ ${typical(times.alone).toFixed(1)} ms, ${Math.round(shown.rows / shown.batches)} rows of ${event.Records.length} shown a batch`,
    },
  ];
}

async function ready({ served, bytes }: ChallengingModel): Promise<{ challenger: Challenger; stop(): void }> {
  const process = startSessionProcess(SCRIPT);
  const { signature, runtime } = served.manifest;
  const manifest = { ...served.manifest, version: served.manifest.version + 1 };
  const { version } = manifest;
  const session = await process.open(bytes, { signature, runtime, threads: 1 });
  const loaded = { ...served, version, manifest, session, release: () => session.release() };
  const move = { sequence: 1, version, previous: null, since: '', by: '', reason: '', writeId: CHALLENGER };
  const challenger = new Challenger({
    pointer: {
      alias: { schema: 1, ...move, moves: [move] },
      isDue: () => false,
      look: async () => undefined,
    },
    load: () => ({ loaded: Promise.resolve(loaded), kill: process.kill }),
    observer: { challenged: () => {}, challengerRefused: () => {} },
    time: Date,
  });
  return { challenger, stop: process.kill };
}

import type { KinesisEvent } from '../../lambdas/inference/decode/kinesis-event.ts';
import { type Evaluation, evaluateBatch, type ServedModel } from '../../lambdas/inference/evaluate.ts';
import { PredictionEncoder } from '../../lambdas/inference/respond/prediction-encoder.ts';
import { PutChunk } from '../../lambdas/inference/respond/put-chunk.ts';
import { ReadyQueue } from '../../lambdas/inference/respond/ready-queue.ts';
import type { OutputFormat } from '../../lib/contract/prediction.ts';
import { measure, type Rounds, ratio, typical } from './measure.ts';
import { encodeNaively, handleNaively, parseAll } from './naive.ts';
import type { Row } from './report.ts';

/** What a model's handler may take, and how much faster than Python it must be. */
export interface HandlerTargets {
  /** ÷ the floor, with compact records. */
  readonly compact: number;
  /** ÷ the floor and JSON.stringify of the same records, with full ones. */
  readonly full: number;
  /** Records a second of Python: scikit-learn with one predict per record, or one per batch. */
  readonly python: { readonly perRecord: number; readonly batched: number };
  readonly timesPython: { readonly perRecord: number; readonly batched: number };
}

/** Event to encoded entries, as `respond` makes them; nothing is put. */
async function handle(event: KinesisEvent, model: ServedModel, format: OutputFormat): Promise<Evaluation> {
  const evaluation = await evaluateBatch(event, model);
  const { records, output } = evaluation;
  const encoder = new PredictionEncoder({ ...evaluation, output: output! }, format, Date.now());
  const queue = new ReadyQueue(records, 'none');
  const chunk = new PutChunk();
  do chunk.fill(queue, encoder, records);
  while (chunk.count > 0);
  return evaluation;
}

/** The rows of one model: against the floor, the naive handler and Python. */
export async function handlerRows(
  name: string,
  model: ServedModel,
  event: KinesisEvent,
  targets: HandlerTargets,
  rounds: Rounds,
): Promise<Row[]> {
  const { session, manifest } = model;
  const evaluation = await evaluateBatch(event, model);
  const { rows, rowCount, output } = evaluation;
  if (output?.task !== 'classification') throw new Error('the bench has classifiers alone');
  const parsed = parseAll(event);
  const times = await measure(
    {
      parse: () => parseAll(event),
      run: () => session.run(rows, rowCount),
      compact: () => handle(event, model, 'compact'),
      full: () => handle(event, model, 'full'),
      stringify: () => encodeNaively({ event, manifest }, output, parsed, 'full'),
      naive: () => handleNaively({ event, manifest }, session, 'full'),
    },
    rounds,
  );
  const perSecond = (rowCount / typical(times.compact)) * 1000;
  const ms = (list: readonly number[]) => `${typical(list).toFixed(1)} ms`;
  const floor = `JSON.parse ${ms(times.parse)} + run ${ms(times.run)}`;
  const python = (kind: 'perRecord' | 'batched', label: string): Row => ({
    what: `${name}: × Python, ${label}`,
    measured: perSecond / targets.python[kind],
    target: { kind: 'at least', value: targets.timesPython[kind] },
    unit: '×',
    detail: `${Math.round(perSecond)}/s (compact) ÷ ${targets.python[kind]}/s as recorded in another run`,
  });
  return [
    {
      what: `${name}: compact handler ÷ floor`,
      measured: ratio(times.compact, times.parse, times.run),
      target: { kind: 'at most', value: targets.compact },
      unit: '×',
      detail: `${ms(times.compact)} ÷ (${floor})`,
    },
    {
      what: `${name}: full handler ÷ (floor + JSON.stringify)`,
      measured: ratio(times.full, times.parse, times.run, times.stringify),
      target: { kind: 'at most', value: targets.full },
      unit: '×',
      detail: `${ms(times.full)} ÷ (${floor} + JSON.stringify ${ms(times.stringify)})`,
    },
    {
      what: `${name}: full handler ÷ naive handler`,
      measured: ratio(times.full, times.naive),
      unit: '×',
      detail: `${ms(times.full)} ÷ ${ms(times.naive)}`,
    },
    python('perRecord', 'a predict per record'),
    python('batched', 'a predict per batch'),
  ];
}

import { reasonOf } from '../../lib/contract/errors.ts';
import { count, duration, plural } from '../terminal/format.ts';
import { THROTTLED } from './counting-client.ts';
import type { LoadRun } from './run-load.ts';
import type { LoadPlan } from './summarise.ts';

/** A stage whose p95 takes so long, in milliseconds, is where records queue up. */
const QUEUE_MS = 5000;

/** Why the run ended early, or could not be watched: the cause of what follows. None when all went its way. */
export function causesIn({ produced, blindness }: Pick<LoadRun, 'produced' | 'blindness'>): string[] {
  const { fault, unsent } = produced;
  return [
    ...(fault === undefined
      ? []
      : [`The load ended early, with ${plural(unsent, 'record')} never put: ${reasonOf(fault)}`]),
    ...(blindness === undefined ? [] : [`What became of records could not be seen to the end: ${blindness}`]),
  ];
}

/** What a reader should know of a run besides its figures. */
export function remarksOn(
  run: LoadRun,
  { settings, quarantine }: Pick<LoadPlan, 'settings' | 'quarantine'>,
  interrupted: boolean,
): string[] {
  const wanted = settings.perSecond;
  const { produced, puts, measures, foreign } = run;
  const { unsent, unacknowledged, seconds } = produced;
  const throttled = puts.refused[THROTTLED] ?? 0;
  const achieved = measures.sent / Math.max(seconds, 0.001);
  const slow = !interrupted && unsent > 0 && causesIn(run).length === 0;
  const answering = measures.stages.answering.percentile(0.95) ?? 0;
  const reading = measures.stages.reading.percentile(0.95) ?? 0;
  return [
    ...(slow
      ? [
          `${count(wanted)} records a second were asked for and ${count(achieved)} achieved; ${plural(unsent, 'record')} came due and were never put. Try a lower --rps, or more --workers; kinesis-mock takes about 1,000 a second in all.`,
        ]
      : []),
    ...(throttled > 0 ? [`The input stream throttled ${count(throttled)} puts; they were put again.`] : []),
    ...(unacknowledged > 0
      ? [`${plural(unacknowledged, 'record')} were put and never acknowledged; they are not counted as sent.`]
      : []),
    ...(puts.failedRequests > 0
      ? [
          `${plural(puts.failedRequests, 'request')} got no answer: what they held may be on the stream twice.`,
        ]
      : []),
    ...(answering > QUEUE_MS
      ? [
          `The output stream could not keep up: one prediction in twenty needed more than ${duration(answering)} to get onto it.`,
        ]
      : []),
    ...(reading > QUEUE_MS
      ? [
          `Reading the output stream could not keep up: one prediction in twenty lay there for more than ${duration(reading)}. The latencies have that in them.`,
        ]
      : []),
    ...(run.settleMs > QUEUE_MS
      ? [
          `The stack was behind when the last record had been put: it took ${duration(run.settleMs)} more to answer what was waiting.`,
        ]
      : []),
    ...(rejectionsUnseen(run)
      ? [
          `Not one rejection was found in ${quarantine}; if the stack has its quarantine elsewhere, name the place with --quarantine.`,
        ]
      : []),
    ...(foreign > 0
      ? [
          `${plural(foreign, 'prediction')} or rejections of records that are not in the ledger were passed over: other producers', or second copies of puts whose answers were lost.`,
        ]
      : []),
  ];
}

/** Bad records are missing, and all of them. */
function rejectionsUnseen({ measures, verdict }: LoadRun): boolean {
  const bad = measures.sent - measures.kind(undefined).sent;
  return bad > 0 && measures.rejected === 0 && verdict.offences.lost.count >= bad;
}

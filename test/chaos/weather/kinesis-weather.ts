import type { KinesisFault, KinesisFaultHook, KinesisFaultKind } from '../../support/kinesis-api/faults.ts';
import { Weather } from './weather.ts';

/** What strikes the function's puts. The first seven cost milliseconds and come one by one. */
export const KINESIS_FAULTS = [
  'throttle-entries',
  'fail-entries',
  'cut',
  'cut-answer',
  'drop-answer',
  'slow-answer',
  'error',
  'time-out',
] as const satisfies readonly KinesisFaultKind[];

const QUICK = KINESIS_FAULTS.filter((kind) => kind !== 'time-out');

/**
 * A put without an answer costs its batch 3 s: such faults come in storms, in which many wait together. A storm
 * begins when so much of all of them is due.
 */
const STORM_MS = 1_500;
const STORM_SHARE = 0.04;

/** The host's reads fail as well, now and then; nobody counts on how often. */
const READ_FAULT_SHARE = 0.005;

export interface KinesisWeather {
  readonly weather: Weather<KinesisFaultKind>;
  readonly hook: KinesisFaultHook;
}

/** Faults for the requests on one output stream and for the reads of its input. */
export function kinesisWeather(
  outputStream: string,
  targets: Readonly<Partial<Record<KinesisFaultKind, number>>>,
  random: () => number,
): KinesisWeather {
  const weather = new Weather<KinesisFaultKind>({ targets, random });
  let stormUntil = 0;

  function rages(): boolean {
    const now = performance.now();
    const isDue = weather.due('time-out') > STORM_SHARE * (targets['time-out'] ?? 0);
    if (now >= stormUntil && isDue) stormUntil = now + STORM_MS;
    return now < stormUntil && weather.left('time-out') > 0;
  }

  function strikePut(entries: number): KinesisFault | undefined {
    if (rages()) {
      weather.strike('time-out');
      return { kind: 'time-out' };
    }
    const kind = weather.draw(QUICK);
    return kind && faultOf(kind, entries, random);
  }

  return {
    weather,
    hook({ operation, stream, entries }) {
      if (operation === 'PutRecords') return stream === outputStream ? strikePut(entries) : undefined;
      if (random() >= READ_FAULT_SHARE) return undefined;
      return random() < 0.5 ? { kind: 'cut' } : { kind: 'error', status: 500, code: 'InternalFailure' };
    },
  };
}

function faultOf(kind: KinesisFaultKind, entries: number, random: () => number): KinesisFault {
  switch (kind) {
    case 'throttle-entries':
    case 'fail-entries':
      return { kind, positions: someOf(entries, random) };
    case 'slow-answer':
      return { kind, ms: 50 + 350 * random() };
    case 'error':
      return random() < 0.5
        ? { kind, status: 500, code: 'InternalFailure' }
        : { kind, status: 503, code: 'ServiceUnavailable' };
    default:
      return { kind };
  }
}

/** At least one position, and half of them on the average. */
function someOf(entries: number, random: () => number): readonly number[] {
  const share = random();
  const certain = Math.floor(random() * entries);
  return Array.from({ length: entries }, (_, i) => i).filter((i) => i === certain || random() < share);
}

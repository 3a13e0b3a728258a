import { keys } from '../../../lib/contract/keys.ts';
import type { FaultHook, S3Fault, S3FaultKind, S3Request } from '../../support/s3-server.ts';
import { MODEL } from '../traffic/model.ts';
import { Weather } from './weather.ts';

/** What strikes the function's reads of the registry and its writes of rejected records. */
export const S3_FAULTS = [
  'time-out',
  'cut',
  'delay',
  'error',
  'drop-answer',
] as const satisfies readonly S3FaultKind[];

/** Of a look at the alias, which gives up after half a second. Without a body, an answer cannot be cut in two. */
const OF_LOOKS = ['time-out', 'cut', 'delay', 'error'] as const;

/** Of a write. One without an answer would cost the SDK's ten seconds. */
const OF_WRITES = ['cut', 'delay', 'error', 'drop-answer'] as const;

/** Of what a cold start reads: only what is over at once. */
const OF_LOADS = ['cut', 'delay', 'error'] as const;

export interface S3Weather {
  readonly weather: Weather<S3FaultKind>;
  readonly hook: FaultHook;
}

/** Faults for what the function and its host ask of S3. What the checker itself reads is spared. */
export function s3Weather(
  targets: Readonly<Partial<Record<S3FaultKind, number>>>,
  random: () => number,
): S3Weather {
  const weather = new Weather<S3FaultKind>({ targets, random });
  return {
    weather,
    hook(request) {
      const kind = weather.draw(kindsFor(request));
      return kind && faultOf(kind, random);
    },
  };
}

function kindsFor({ operation, key }: S3Request): readonly S3FaultKind[] {
  if (operation === 'PutObject') return OF_WRITES;
  if (operation !== 'GetObject') return [];
  if (key.includes(keys.aliasesPrefix(MODEL))) return OF_LOOKS;
  return key.includes(keys.modelsPrefix()) ? OF_LOADS : [];
}

function faultOf(kind: S3FaultKind, random: () => number): S3Fault {
  switch (kind) {
    case 'delay':
      return { kind, ms: 50 + 350 * random() };
    case 'error':
      return random() < 0.5
        ? { kind, status: 500, code: 'InternalError' }
        : { kind, status: 503, code: 'SlowDown' };
    default:
      return { kind };
  }
}

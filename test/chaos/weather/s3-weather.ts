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

/** What makes the SDK try again. */
const REFUSALS: readonly S3FaultKind[] = ['cut', 'error'];

/**
 * The SDK tries a request three times in all, so single faults never get past it. Every other write that is
 * refused is refused so often: what stands between it and a loss then is the function alone.
 */
const SDK_ATTEMPTS = 3;
const REFUSED_TO_THE_END = 0.5;

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
  /** By key, the refusals that its next tries meet for certain. */
  const refusals = new Map<string, { readonly kind: S3FaultKind; left: number }>();

  function refusedAgain(key: string): S3FaultKind | undefined {
    const refusal = refusals.get(key);
    if (refusal === undefined) return undefined;
    if (--refusal.left === 0) refusals.delete(key);
    weather.strike(refusal.kind);
    return refusal.kind;
  }

  function strike(request: S3Request): S3FaultKind | undefined {
    const kind = weather.draw(kindsFor(request));
    const lasting = request.operation === 'PutObject' && kind !== undefined && REFUSALS.includes(kind);
    if (lasting && random() < REFUSED_TO_THE_END) refusals.set(request.key, { kind, left: SDK_ATTEMPTS - 1 });
    return kind;
  }

  return {
    weather,
    hook(request) {
      const kind = refusedAgain(request.key) ?? strike(request);
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

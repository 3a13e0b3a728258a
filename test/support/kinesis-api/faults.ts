/** A request as fault hooks see it, before it takes effect. */
export interface KinesisRequest {
  /** Such as PutRecords. */
  readonly operation: string;
  /** Of GetRecords, the iterator's stream; empty when the request names none. */
  readonly stream: string;
  /** How many entries a PutRecords has; 0 for other requests. */
  readonly entries: number;
  /** 1 for the first request to the server. */
  readonly number: number;
}

export type KinesisFault =
  /** PutRecords alone: these entries are not taken, with ProvisionedThroughputExceededException. */
  | { readonly kind: 'throttle-entries'; readonly positions: Iterable<number> }
  /** PutRecords alone: these entries are not taken, with InternalFailure. */
  | { readonly kind: 'fail-entries'; readonly positions: Iterable<number> }
  /** An error is answered and the request has no effect: 500 InternalFailure, 503 ServiceUnavailable … */
  | { readonly kind: 'error'; readonly status: number; readonly code: string }
  /** No effect and no answer, ever; the connection stays open. */
  | { readonly kind: 'time-out' }
  /** The connection ends before the request takes effect. */
  | { readonly kind: 'cut' }
  /** The request takes effect, and the connection ends in the middle of the answer. */
  | { readonly kind: 'cut-answer' }
  /** The request takes effect, and the connection ends before the answer. */
  | { readonly kind: 'drop-answer' }
  /** The request takes effect, and its answer waits. */
  | { readonly kind: 'slow-answer'; readonly ms: number };

export type KinesisFaultKind = KinesisFault['kind'];

export type KinesisFaultHook = (request: KinesisRequest) => KinesisFault | undefined;

export function noFaults(): Record<KinesisFaultKind, number> {
  return {
    'throttle-entries': 0,
    'fail-entries': 0,
    error: 0,
    'time-out': 0,
    cut: 0,
    'cut-answer': 0,
    'drop-answer': 0,
    'slow-answer': 0,
  };
}

const ENTRY_CODES = {
  'throttle-entries': 'ProvisionedThroughputExceededException',
  'fail-entries': 'InternalFailure',
} as const;

type EntryFault = Extract<KinesisFault, { readonly positions: unknown }>;

export function isOfEntries(fault: KinesisFault): fault is EntryFault {
  return 'positions' in fault;
}

/** The entries of a request that a fault hits, with their error codes. Reads the positions, so once for a fault. */
export function failedEntries(fault: KinesisFault | undefined, entries: number): ReadonlyMap<number, string> {
  if (fault === undefined || !isOfEntries(fault)) return new Map();
  const hit = [...fault.positions].filter((position) => position >= 0 && position < entries);
  return new Map(hit.map((position) => [position, ENTRY_CODES[fault.kind]]));
}

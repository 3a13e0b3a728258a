import type { RecordOrigin } from '../contract/prediction.ts';

/** A record as it came, with all that its event said of it. */
export interface Original extends RecordOrigin {
  readonly predictionId: string;
  /** Undefined for one of the quarantine, which knows the stream's name alone. */
  readonly streamArn: string | undefined;
  readonly partitionKey: string;
  /** ISO 8601. */
  readonly arrivedAt: string;
  /** Base64. */
  readonly data: string;
}

/** An object, or a part of one, that cannot be read as what it should be. */
export interface Broken {
  /** The object's key. */
  readonly key: string;
  /** The line, from 1; undefined when it is the whole object. */
  readonly line?: number;
  readonly problem: string;
}

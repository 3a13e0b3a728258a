import type { Order, OutputFormat } from '../../../lib/contract/prediction.ts';
import type { RejectionReason } from '../../../lib/contract/rejection.ts';
import type { Evaluation } from '../evaluate.ts';
import type { Deadline } from './deadline.ts';
import type { PutFailure, ResponsePorts } from './ports.ts';

export interface ResponseSettings {
  readonly order: Order;
  readonly outputFormat: OutputFormat;
}

/** How a batch ended. received = predicted + rejected + unfinished. */
export interface Outcome {
  /**
   * What to answer the event source mapping with: the lowest sequence number that is not done, or undefined when
   * all is. Everything from it on is delivered again.
   */
  readonly firstUnfinished: string | undefined;
  /** Records of the batch, aggregates taken apart. */
  readonly received: number;
  /** Acknowledged by the output stream, and below the checkpoint. */
  readonly predicted: number;
  /** Stored in quarantine, and below the checkpoint. */
  readonly rejected: number;
  /** At or above the checkpoint: they are delivered again, also those whose prediction was acknowledged. */
  readonly unfinished: number;
  readonly rejectedByReason: Readonly<Partial<Record<RejectionReason, number>>>;
  /** Predictions that the output stream acknowledged in this invocation, at or above the checkpoint too. */
  readonly acknowledged: number;
  /** Encoding, putting and quarantining, waits and retries included. */
  readonly putMs: number;
  /** PutRecords requests, and those of them that repeated at least one entry. */
  readonly requests: number;
  readonly retries: number;
  /** The last failure of the output stream, if it left records unfinished. */
  readonly putFailure: PutFailure | undefined;
  /** The last failure of the quarantine, if it left records unfinished. */
  readonly quarantineFailure: PutFailure | undefined;
}

/**
 * Puts a batch's predictions on the output stream and its rejections in quarantine, waiting and trying again
 * until all is done or the deadline says stop. Never throws for an outage: what is left is in the outcome.
 */
export declare function respond(
  evaluation: Evaluation,
  ports: ResponsePorts,
  settings: ResponseSettings,
  deadline: Deadline,
): Promise<Outcome>;

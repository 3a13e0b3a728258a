/** What an answer says about a batch. */
export type BatchVerdict =
  | { readonly type: 'success' }
  /** The records before `from` (their place in the batch) are done; that one and all after it are not. */
  | { readonly type: 'partial'; readonly from: number }
  /** Nothing counts as done. */
  | { readonly type: 'failure'; readonly reason: string };

const SUCCESS: BatchVerdict = { type: 'success' };

/**
 * Reads a function's answer under ReportBatchItemFailures.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 *
 * Success: nothing, "", null, [], {}, and an empty, null or missing batchItemFailures.
 * Partial: item identifiers of the batch; the lowest sequence number is the checkpoint, and everything from it
 * is delivered again, what had succeeded included. The lowest being the batch's first, nothing is done.
 * Failure: an item whose identifier is empty, null, missing, or not in the batch.
 *
 * The documents are silent on answers of other shapes (text, a number, batchItemFailures that is no list): they
 * count as failures here, since nobody can tell what the function meant.
 *
 * @param payload the answer as JSON text
 * @param sequenceNumbers those of the batch, in their order
 */
export function readResponse(payload: string, sequenceNumbers: readonly string[]): BatchVerdict {
  const answer = parse(payload);
  if (answer === undefined) return failure('the answer is not JSON');
  if (isEmpty(answer)) return SUCCESS;
  if (typeof answer !== 'object' || Array.isArray(answer)) return failure('the answer is not an object');
  const failures = 'batchItemFailures' in answer! ? answer.batchItemFailures : null;
  if (isEmpty(failures)) return SUCCESS;
  if (!Array.isArray(failures)) return failure('batchItemFailures is not a list');
  return lowestOf(failures, sequenceNumbers);
}

/** The batch is in ascending order, so the lowest sequence number is the one that comes first in it. */
function lowestOf(failures: readonly unknown[], sequenceNumbers: readonly string[]): BatchVerdict {
  const places = new Map(sequenceNumbers.map((sequenceNumber, place) => [sequenceNumber, place]));
  let lowest = sequenceNumbers.length;
  for (const item of failures) {
    const identifier: unknown = Object(item).itemIdentifier;
    if (typeof identifier !== 'string' || identifier === '')
      return failure('an itemIdentifier is missing or empty');
    const place = places.get(identifier);
    if (place === undefined) return failure('an itemIdentifier is not in the batch');
    lowest = Math.min(lowest, place);
  }
  return { type: 'partial', from: lowest };
}

function parse(payload: string): unknown {
  if (payload.trim() === '') return null;
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function failure(reason: string): BatchVerdict {
  return { type: 'failure', reason };
}

import type { EntryFailure, PutAnswer } from '../respond/ports.ts';

/** Errors whose messages name resources and roles alone. Others (validation) may quote what was sent. */
const TELLING = /^(AccessDenied|ResourceNotFound|KMS\w+|UnrecognizedClient|ExpiredToken)(Exception)?$/;

const MESSAGE_MAX_LENGTH = 300;

/** An error's name as services write it: alone, after a namespace and `#`, or before `:` and a URL. */
const ERROR_NAME = /^(?:[\w.]*#)?([A-Za-z]{1,100})(?:[:,]|$)/;

/**
 * What a response means for the entries of its request: only those that it acknowledges one by one are taken.
 * @param errorType the header x-amzn-errortype
 */
export function putAnswer(status: number, body: Buffer, count: number, errorType?: unknown): PutAnswer {
  if (status !== 200) return refused(status, body, errorType);
  const records = property(parsed(body), 'Records');
  if (!Array.isArray(records) || records.length !== count) {
    const message = 'the answer to PutRecords does not list its entries';
    return { kind: 'retry', failure: { name: 'UnreadableAnswer', message } };
  }
  return { kind: 'taken', failed: records.flatMap(entryFailure) };
}

function entryFailure(entry: unknown, position: number): EntryFailure[] {
  const code = property(entry, 'ErrorCode');
  if (typeof code === 'string') return [{ position, code }];
  const acknowledged = typeof property(entry, 'SequenceNumber') === 'string';
  return acknowledged ? [] : [{ position, code: 'NoSequenceNumber' }];
}

function refused(status: number, body: Buffer, errorType: unknown): PutAnswer {
  const error = parsed(body);
  const name =
    errorName(property(error, '__type')) ??
    errorName(property(error, 'code')) ??
    errorName(errorType) ??
    `Http${status}`;
  const said = property(error, 'message') ?? property(error, 'Message');
  const words =
    TELLING.test(name) && typeof said === 'string' ? `: ${said.slice(0, MESSAGE_MAX_LENGTH)}` : '';
  const failure = { name, message: `PutRecords was refused with HTTP ${status}${words}` };
  return { kind: 'retry', failure };
}

/** https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization */
function errorName(type: unknown): string | undefined {
  return typeof type === 'string' ? ERROR_NAME.exec(type)?.[1] : undefined;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

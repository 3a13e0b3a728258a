import type { EntryFailure, PutAnswer } from '../respond/ports.ts';

/** Errors whose messages name resources and roles alone. Others (validation) may quote what was sent. */
const TELLING = /^(AccessDenied|ResourceNotFound|KMS\w+|UnrecognizedClient|ExpiredToken)(Exception)?$/;

const MESSAGE_MAX_LENGTH = 300;

const NONE_FAILED = Buffer.from('"FailedRecordCount":0');
const COMMA = 0x2c;
const CLOSE = 0x7d;

/** What a response means for the entries of its request. */
export function putAnswer(status: number, body: Buffer, count: number): PutAnswer {
  if (status !== 200) return refused(status, body);
  if (saysNoneFailed(body)) return { kind: 'taken', failed: [] };
  const records = property(parsed(body), 'Records');
  if (!Array.isArray(records) || records.length !== count) {
    const message = 'the answer to PutRecords does not list its entries';
    return { kind: 'retry', failure: { name: 'UnreadableAnswer', message } };
  }
  return { kind: 'taken', failed: records.flatMap(entryFailure) };
}

/** The count as the service writes it, in an answer that is then not worth parsing. */
function saysNoneFailed(body: Buffer): boolean {
  const at = body.indexOf(NONE_FAILED);
  const next = at < 0 ? undefined : body[at + NONE_FAILED.length];
  return (next === COMMA || next === CLOSE) && body.at(-1) === CLOSE;
}

function entryFailure(entry: unknown, position: number): EntryFailure[] {
  const code = property(entry, 'ErrorCode');
  if (typeof code === 'string') return [{ position, code }];
  const acknowledged = typeof property(entry, 'SequenceNumber') === 'string';
  return acknowledged ? [] : [{ position, code: 'NoSequenceNumber' }];
}

function refused(status: number, body: Buffer): PutAnswer {
  const error = parsed(body);
  const type = property(error, '__type');
  const name = /[A-Za-z]+$/.exec(typeof type === 'string' ? type : '')?.[0] ?? `Http${status}`;
  const said = property(error, 'message') ?? property(error, 'Message');
  const words =
    TELLING.test(name) && typeof said === 'string' ? `: ${said.slice(0, MESSAGE_MAX_LENGTH)}` : '';
  const failure = { name, message: `PutRecords was refused with HTTP ${status}${words}` };
  return { kind: 'retry', failure };
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

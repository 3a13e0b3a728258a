import { setTimeout as delay } from 'node:timers/promises';
import { KinesisError } from './errors.ts';
import type { KinesisFault } from './faults.ts';
import { isGone, type Request, type Response } from './listener.ts';
import { type KinesisState, perform } from './operations.ts';
import type { KinesisCall } from './requests.ts';

/** A request that is understood, and what is to happen to it. */
export interface Served {
  readonly state: KinesisState;
  readonly request: Request;
  readonly response: Response;
  readonly call: KinesisCall;
  readonly fault: KinesisFault | undefined;
  /** Entries that are not to be taken, with their error codes. */
  readonly failed: ReadonlyMap<number, string>;
  /** Ends its connection. */
  readonly cut: () => void;
}

/**
 * Answers a request, or does not, as its fault has it.
 * @throws KinesisError without any effect
 */
export async function serveCall({
  state,
  request,
  response,
  call,
  fault,
  failed,
  cut,
}: Served): Promise<void> {
  if (fault?.kind === 'time-out') return;
  if (fault?.kind === 'cut') return cut();
  if (fault?.kind === 'error') throw new KinesisError(fault.code, 'a fault of the stand-in', fault.status);
  const answer = perform(state, call, failed) ?? '';
  if (fault?.kind === 'drop-answer') return cut();
  if (fault?.kind === 'cut-answer') return cutAnswer(response, answer, cut);
  if (fault?.kind === 'slow-answer') await delay(fault.ms);
  if (!isGone(request, response)) send(response, 200, answer);
}

export function refuse(response: Response, { code, message, status }: KinesisError): void {
  send(response, status, JSON.stringify({ __type: code, message }));
}

function send(response: Response, status: number, body: string): void {
  response.writeHead(status, headersOf(body));
  response.end(body);
}

function headersOf(body: string) {
  return { 'content-type': 'application/x-amz-json-1.1', 'content-length': Buffer.byteLength(body) };
}

/** Sends the headers and half of the body, then ends the connection once they are on their way. */
function cutAnswer(response: Response, body: string, cut: () => void): void {
  response.writeHead(200, headersOf(body));
  const half = Buffer.from(body).subarray(0, Math.floor(Buffer.byteLength(body) / 2));
  response.write(half, cut);
}

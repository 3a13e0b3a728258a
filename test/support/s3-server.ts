import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { readUpload } from './s3/body.ts';
import { S3Error } from './s3/errors.ts';
import { MAX_KEYS } from './s3/listing.ts';
import { S3Bucket } from './s3/objects.ts';
import { errorAnswer, perform, type S3Answer, type S3State } from './s3/operations.ts';
import { parseRequest, type S3Call, type S3Operation } from './s3/request.ts';

/** A request as fault hooks see it, before it takes effect. */
export interface S3Request {
  readonly operation: S3Operation;
  readonly bucket: string;
  /** Empty for requests on the bucket. */
  readonly key: string;
  /** The conditional headers that it carries: if-match, if-none-match. */
  readonly conditions: readonly string[];
  /** 1 for the first request to the server. */
  readonly number: number;
  /** How many PutObjects have come, this one included. */
  readonly puts: number;
}

export type S3Fault =
  /** The request takes effect, and the connection ends before the answer. */
  | { readonly kind: 'drop-answer' }
  /** The connection ends before the request takes effect. */
  | { readonly kind: 'cut' }
  /** The request takes effect, and the connection ends after the headers and the first half of the body. */
  | { readonly kind: 'cut-answer' }
  /** No effect and no answer, ever; the connection stays open. */
  | { readonly kind: 'time-out' }
  /** An error is answered and the request has no effect: 500 InternalError, 503 SlowDown, 409 … */
  | { readonly kind: 'error'; readonly status: number; readonly code: string }
  /** The request waits before it takes effect. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The headers come and the first half of the body; then nothing, and the connection stays open. */
  | { readonly kind: 'stall-body' };

export type S3FaultKind = S3Fault['kind'];

export type FaultHook = (request: S3Request) => S3Fault | undefined;

export interface S3ServerOptions {
  /** Default: an ephemeral port. */
  readonly port?: number;
  /** Buckets that exist from the start. Default: weir. */
  readonly buckets?: readonly string[];
  /** Ignore If-None-Match and If-Match of PutObject, as some emulators do. Default: false. */
  readonly ignoreConditions?: boolean;
  /** The server's time, for Date and Last-Modified. Default: the machine's. */
  readonly clock?: () => Date;
  /** Keys of a page of a listing at most, 1 to 1,000. Default: 1,000, as S3. */
  readonly pageKeys?: number;
  /** Asked at each request. Default: no faults. */
  readonly fault?: FaultHook;
}

export interface S3Server {
  /** http://127.0.0.1:<port>, for AWS_ENDPOINT_URL_S3; buckets go into the path. */
  readonly endpoint: string;
  /** The requests so far, in the order in which they came. */
  readonly requests: readonly S3Request[];
  /** How many requests each fault has struck. */
  readonly faults: Readonly<Record<S3FaultKind, number>>;
  /** Sets the fault hook from now on. */
  setFault(fault: FaultHook | undefined): void;
  close(): Promise<void>;
}

const CONDITIONAL_HEADERS = ['if-match', 'if-none-match'] as const;

/** The environment in which the AWS SDK and command line talk to an S3 endpoint with any credentials. */
export function s3Environment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/**
 * A stand-in for the S3 REST API on loopback: objects in memory, conditional writes, listings, checksums, each
 * request atomic. Signatures are not checked. What it does not have it refuses with 501.
 */
export async function startS3Server(options: S3ServerOptions = {}): Promise<S3Server> {
  const buckets = new Map((options.buckets ?? ['weir']).map((name) => [name, new S3Bucket()]));
  const { clock = () => new Date(), ignoreConditions = false, pageKeys = MAX_KEYS } = options;
  const requests: S3Request[] = [];
  const faults = noFaults();
  let { fault } = options;
  let puts = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = parseRequest(request);
    if (call.operation === 'PutObject') puts += 1;
    const { operation, bucket, key } = call;
    const conditions = CONDITIONAL_HEADERS.filter((name) => request.headers[name] !== undefined);
    const described = { operation, bucket, key, conditions, number: requests.length + 1, puts };
    requests.push(described);
    const state = () => ({ buckets, ignoreConditions, pageKeys, now: wholeSeconds(clock()) });
    const applied = fault?.(described);
    if (applied) faults[applied.kind] += 1;
    await serveCall({ request, response, call, state, fault: applied });
  }

  const server = createServer((request, response) => {
    response.sendDate = false;
    response.setHeader('date', clock().toUTCString());
    serve(request, response).catch((error: unknown) => {
      if (error instanceof S3Error) send(response, errorAnswer(error));
      else response.destroy();
    });
  });
  await listen(server, options.port ?? 0);
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    faults,
    setFault(next) {
      fault = next;
    },
    close: () => close(server),
  };
}

function noFaults(): Record<S3FaultKind, number> {
  return {
    'drop-answer': 0,
    cut: 0,
    'cut-answer': 0,
    'time-out': 0,
    error: 0,
    delay: 0,
    'stall-body': 0,
  };
}

interface Served {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly call: S3Call;
  readonly state: () => S3State;
  readonly fault: S3Fault | undefined;
}

async function serveCall({ request, response, call, state, fault }: Served): Promise<void> {
  const upload = await readUpload(request);
  if (fault?.kind === 'time-out') return;
  if (fault?.kind === 'cut') return void response.destroy();
  if (fault?.kind === 'error') throw new S3Error(fault.status, fault.code);
  if (fault?.kind === 'delay') await delay(fault.ms);
  const answer = perform(call, request.headers, upload, state());
  if (fault?.kind === 'drop-answer') return void response.destroy();
  if (fault?.kind === 'cut-answer') return sendHalf(response, answer, () => response.destroy());
  if (fault?.kind === 'stall-body') return sendHalf(response, answer);
  send(response, answer);
}

function send(response: ServerResponse, { status, headers, body }: S3Answer): void {
  response.writeHead(status, headers);
  response.end(body);
}

/** @param then once that half is on its way */
function sendHalf(response: ServerResponse, { status, headers, body }: S3Answer, then?: () => void): void {
  response.writeHead(status, headers);
  response.write(body.subarray(0, Math.floor(body.length / 2)), then);
}

/** S3 keeps times to the second. */
function wholeSeconds(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000);
}

function listen(server: Server, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, '127.0.0.1', resolve);
  return promise;
}

function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  return promise;
}

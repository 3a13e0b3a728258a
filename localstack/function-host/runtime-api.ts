import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FunctionError, InvocationResult } from '../event-source-mapping/ports.ts';

/** One invocation as it is handed to the runtime. */
export interface Invocation {
  readonly requestId: string;
  readonly payload: string;
  /** When the function must have answered, in ms since 1970. */
  readonly deadlineMs: number;
  readonly functionArn: string;
}

/** The Runtime API of one sandbox, served over loopback HTTP to one child process. */
export interface RuntimeApi {
  /** host:port, for AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /** Settles when the runtime has loaded the function (undefined), or could not (why). */
  readonly initialised: Promise<FunctionError | undefined>;
  /** Hands over an invocation and waits for its answer; one at a time. */
  run(invocation: Invocation): Promise<InvocationResult>;
  close(): Promise<void>;
}

/** An answer at most, in bytes. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const RESPONSE_MAX_BYTES = 6 * 1_048_576;

const PREFIX = '/2018-06-01/runtime';

/** Serves the protocol of https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html. */
export async function serveRuntimeApi(): Promise<RuntimeApi> {
  const api = new RuntimeApiServer();
  await api.listen();
  return api;
}

class RuntimeApiServer implements RuntimeApi {
  readonly #initialised = Promise.withResolvers<FunctionError | undefined>();
  readonly #server: Server;
  /** The runtime that asked for an invocation, the one to hand over, and the one that runs. */
  #waiting: ServerResponse | undefined;
  #queued: Invocation | undefined;
  #running: { readonly requestId: string; finish(result: InvocationResult): void } | undefined;

  constructor() {
    // A connection that breaks is a child that died: the sandbox notices that by itself.
    this.#server = createServer((request, response) => void this.#handle(request, response).catch(() => {}));
    // The runtime keeps one connection open between invocations, for as long as it likes.
    this.#server.keepAliveTimeout = 0;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get initialised(): Promise<FunctionError | undefined> {
    return this.#initialised.promise;
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
  }

  run(invocation: Invocation): Promise<InvocationResult> {
    const { promise, resolve } = Promise.withResolvers<InvocationResult>();
    this.#running = { requestId: invocation.requestId, finish: resolve };
    this.#queued = invocation;
    this.#handOver();
    return promise;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (request.method === 'GET' && path === `${PREFIX}/invocation/next`) {
      this.#initialised.resolve(undefined);
      this.#waiting = response;
      this.#handOver();
    } else {
      const [, requestId, kind] = /\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
      this.#take(await text(request), response, { path, requestId, kind });
    }
  }

  #take(body: string, response: ServerResponse, route: Route): void {
    if (route.path === `${PREFIX}/init/error`) {
      this.#initialised.resolve(functionErrorOf(body));
      accept(response);
    } else if (route.requestId !== undefined && route.requestId === this.#running?.requestId) {
      this.#running.finish(route.kind === 'response' ? answerOf(body) : failed(functionErrorOf(body)));
      accept(response);
    } else {
      refuse(response, route.requestId);
    }
  }

  #handOver(): void {
    if (this.#waiting === undefined || this.#queued === undefined) return;
    sendInvocation(this.#waiting, this.#queued);
    this.#waiting = undefined;
    this.#queued = undefined;
  }
}

interface Route {
  readonly path: string;
  readonly requestId: string | undefined;
  readonly kind: string | undefined;
}

function sendInvocation(response: ServerResponse, invocation: Invocation): void {
  response
    .writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(invocation.payload),
      'lambda-runtime-aws-request-id': invocation.requestId,
      'lambda-runtime-deadline-ms': String(invocation.deadlineMs),
      'lambda-runtime-invoked-function-arn': invocation.functionArn,
      'lambda-runtime-trace-id': traceId(),
    })
    .end(invocation.payload);
}

/** Of a trace that nobody takes. https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids */
function traceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Sampled=0`;
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
}

function refuse(response: ServerResponse, requestId: string | undefined): void {
  const body = { errorType: 'InvalidRequestID', errorMessage: `no such invocation: ${requestId ?? ''}` };
  response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function answerOf(body: string): InvocationResult {
  const bytes = Buffer.byteLength(body);
  if (bytes <= RESPONSE_MAX_BYTES) return { status: 'returned', payload: body };
  const errorMessage = `the response of ${bytes} bytes exceeds the limit of ${RESPONSE_MAX_BYTES} bytes`;
  return failed({ errorType: 'Function.ResponseSizeTooLarge', errorMessage });
}

function failed(error: FunctionError): InvocationResult {
  return { status: 'failed', error };
}

/** An error report as the runtime sends it; fields that lack are named so. */
function functionErrorOf(body: string): FunctionError {
  const parsed = parseObject(body);
  const trace = Array.isArray(parsed.stackTrace) ? parsed.stackTrace.map(String) : undefined;
  return {
    errorType: String(parsed.errorType ?? 'UnknownError'),
    errorMessage: String(parsed.errorMessage ?? ''),
    ...(trace !== undefined && { trace }),
  };
}

interface ErrorReport {
  readonly errorType?: unknown;
  readonly errorMessage?: unknown;
  readonly stackTrace?: unknown;
}

function parseObject(body: string): ErrorReport {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}

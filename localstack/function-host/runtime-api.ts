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
  const initialised = Promise.withResolvers<FunctionError | undefined>();
  let waiting: ServerResponse | undefined;
  let queued: Invocation | undefined;
  let running: { readonly requestId: string; finish(result: InvocationResult): void } | undefined;

  function handOver(): void {
    if (waiting === undefined || queued === undefined) return;
    sendInvocation(waiting, queued);
    waiting = undefined;
    queued = undefined;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (request.method === 'GET' && path === `${PREFIX}/invocation/next`) {
      initialised.resolve(undefined);
      waiting = response;
      handOver();
      return;
    }
    const body = await text(request);
    const [, requestId, kind] = /\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (path === `${PREFIX}/init/error`) initialised.resolve(functionErrorOf(body));
    else if (requestId === undefined || requestId !== running?.requestId) return refuse(response, requestId);
    else running.finish(kind === 'response' ? answerOf(body) : failed(functionErrorOf(body)));
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
  }

  const server = createServer((request, response) => void handle(request, response).catch(() => undefined));
  // The runtime keeps one connection open between invocations, for as long as it likes.
  server.keepAliveTimeout = 0;
  await listenOnLoopback(server);

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    initialised: initialised.promise,
    run(invocation) {
      const { promise, resolve } = Promise.withResolvers<InvocationResult>();
      running = { requestId: invocation.requestId, finish: resolve };
      queued = invocation;
      handOver();
      return promise;
    },
    close: () => closeServer(server),
  };
}

function sendInvocation(response: ServerResponse, invocation: Invocation): void {
  response
    .writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(invocation.payload),
      'lambda-runtime-aws-request-id': invocation.requestId,
      'lambda-runtime-deadline-ms': String(invocation.deadlineMs),
      'lambda-runtime-invoked-function-arn': invocation.functionArn,
    })
    .end(invocation.payload);
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

function listenOnLoopback(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

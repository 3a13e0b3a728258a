import '../child-process/die-though-busy.ts';
import { Agent, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { type BootstrapConfig, readBootstrapConfig } from './config.ts';

/**
 * The program of a sandbox: Lambda's runtime interface client in small. It loads the function by import(), asks for
 * one invocation after the other, and reports answers and errors. Of aws-lambda-ric 4, the client of Lambda's Node 24,
 * it leaves out response streaming, several invocations at once, the patched console, and handlers in CommonJS;
 * test/runtime-client.ts runs the deployable under that one itself.
 */
type Handler = (event: unknown, context: object) => unknown;

// Before the first statement that runs: classes, unlike functions, exist only from their own line on.
class HandlerNotFound extends Error {
  override readonly name = 'Runtime.HandlerNotFound';
}

class CallbackHandlerDeprecated extends Error {
  override readonly name = 'Runtime.CallbackHandlerDeprecated';
}

/** So many parameters make a handler one that answers by a callback, which Node 24's client refuses. */
const CALLBACK_PARAMETERS = 3;

const config = readBootstrapConfig();
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

try {
  await serve(await loadHandler(config));
} catch (error) {
  await call('POST', '/init/error', reportOf(error));
  process.exit(1);
}

async function loadHandler({ taskRoot, handler }: BootstrapConfig): Promise<Handler> {
  const dot = handler.lastIndexOf('.');
  const file = join(taskRoot, `${handler.slice(0, dot)}.mjs`);
  const loaded: Record<string, unknown> = await import(pathToFileURL(file).href);
  const found = loaded[handler.slice(dot + 1)];
  if (typeof found !== 'function') throw new HandlerNotFound(`${handler} is not a function in ${file}`);
  if (found.length >= CALLBACK_PARAMETERS) {
    throw new CallbackHandlerDeprecated(`${handler} takes a callback: an async function is expected`);
  }
  return found as Handler;
}

async function serve(handler: Handler): Promise<never> {
  for (;;) {
    const next = await call('GET', '/invocation/next');
    const requestId = String(next.headers['lambda-runtime-aws-request-id']);
    const [kind, body] = await answer(handler, await text(next), contextOf(next, requestId));
    await call('POST', `/invocation/${requestId}/${kind}`, body);
  }
}

async function answer(
  handler: Handler,
  event: string,
  context: object,
): Promise<['response' | 'error', string]> {
  try {
    return ['response', JSON.stringify(await handler(JSON.parse(event), context)) ?? 'null'];
  } catch (error) {
    return ['error', reportOf(error)];
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf(next: IncomingMessage, awsRequestId: string): object {
  const deadlineMs = Number(next.headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId,
    functionName: config.functionName,
    functionVersion: config.functionVersion,
    invokedFunctionArn: String(next.headers['lambda-runtime-invoked-function-arn']),
    memoryLimitInMB: config.memorySizeMb,
    logGroupName: config.logGroupName,
    logStreamName: config.logStreamName,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  };
}

function reportOf(thrown: unknown): string {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const stackTrace = (error.stack ?? '').split('\n').slice(1);
  return JSON.stringify({ errorType: error.name, errorMessage: error.message, stackTrace });
}

/** Resolves with the answer's head for a GET, whose body is to be read, and after the whole answer for a POST. */
function call(method: 'GET' | 'POST', path: string, body = ''): Promise<IncomingMessage> {
  const url = `http://${config.runtimeApi}/2018-06-01/runtime${path}`;
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers }, (response) => {
      if (method === 'GET') resolve(response);
      else response.resume().once('end', () => resolve(response));
    });
    sent.once('error', reject).end(body);
  });
}

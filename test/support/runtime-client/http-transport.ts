import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * The three functions of aws-lambda-ric's native module, which are HTTP and nothing else: next hands over an
 * invocation, done and error post its end. Unlike the native ones the posts do not block; the next `next` waits for
 * them, so that the order on the wire is the same.
 */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let posted: Promise<unknown> = Promise.resolve();

interface NextInvocation {
  readonly bodyJson: string;
  readonly headers: IncomingMessage['headers'];
}

export async function next(): Promise<NextInvocation> {
  await posted;
  const response = await call('GET', '/next');
  return { bodyJson: await text(response), headers: response.headers };
}

export function done(requestId: string, body: string): void {
  posted = post(`/${requestId}/response`, body);
}

export function error(requestId: string, body: string, xrayCause: string): void {
  // A header is bytes: curl sends those of UTF-8, and node:http takes characters below 256 alone.
  const cause = Buffer.from(xrayCause).toString('latin1');
  posted = post(`/${requestId}/error`, body, { 'lambda-runtime-function-xray-error-cause': cause });
}

async function post(path: string, body: string, headers: Record<string, string> = {}): Promise<void> {
  await text(await call('POST', path, body, headers));
}

function call(method: string, path: string, body = '', headers = {}): Promise<IncomingMessage> {
  const url = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation${path}`;
  const length = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    request(url, { method, agent, headers: { ...length, ...headers } }, resolve)
      .once('error', reject)
      .end(body);
  });
}

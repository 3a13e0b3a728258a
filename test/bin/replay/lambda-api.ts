import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** An invocation as the stand-in was asked for it. */
export interface Invocation {
  readonly functionName: string;
  readonly invocationType: string | undefined;
  readonly authorization: string | undefined;
  readonly payload: string;
}

/** What it answers; `cut` ends the connection without an answer. */
export type LambdaAnswer =
  | {
      readonly status: number;
      readonly body: unknown;
      readonly functionError?: string;
      readonly errorType?: string;
    }
  | 'cut';

/**
 * A stand-in for Lambda's Invoke API.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function startLambdaApi(
  answer: (invocation: Invocation, number: number) => LambdaAnswer | Promise<LambdaAnswer>,
): Promise<{ readonly endpoint: string; readonly invocations: readonly Invocation[] }> {
  const invocations: Invocation[] = [];
  const server = createServer(async (request, response) => {
    const path = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '');
    const invocation = {
      functionName: decodeURIComponent(path?.[1] ?? ''),
      invocationType: request.headers['x-amz-invocation-type']?.toString(),
      authorization: request.headers.authorization,
      payload: await text(request),
    };
    invocations.push(invocation);
    const given = await answer(invocation, invocations.length);
    if (given === 'cut') return void request.socket.destroy();
    if (given.functionError) response.setHeader('X-Amz-Function-Error', given.functionError);
    if (given.errorType) response.setHeader('x-amzn-ErrorType', given.errorType);
    response.writeHead(given.status).end(JSON.stringify(given.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, invocations };
}

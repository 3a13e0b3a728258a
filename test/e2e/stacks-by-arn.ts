import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';

export interface Proxy {
  readonly endpoint: string;
  stop(): Promise<void>;
}

const STACK_ARN = /^arn:[\w-]+:cloudformation:[\w-]+:\d+:stack\/([\w-]+)\/[\w-]+$/;

/**
 * Stands before an emulator that knows stacks by their names alone, for `cdk destroy`, which asks by ARN: the ARN is
 * replaced by the name, and a stack that is gone is described as deleted, as CloudFormation does for 90 days to who
 * asks by ARN. Everything else passes as it is.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export async function startStacksByArn(emulator: string): Promise<Proxy> {
  const server = createServer(async (incoming, answer) => {
    const given = await buffer(incoming);
    const form = new URLSearchParams(given.toString('latin1'));
    const arn = form.get('StackName') ?? '';
    const name = STACK_ARN.exec(arn)?.[1];
    if (name !== undefined) form.set('StackName', name);
    const body = name === undefined ? given : Buffer.from(form.toString());
    const response = await forward(emulator, incoming, body);
    if (name !== undefined && form.get('Action') === 'DescribeStacks' && response.statusCode === 400)
      return answerOrDeleted(response, answer, arn, name);
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function forward(emulator: string, incoming: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const { 'transfer-encoding': _, ...headers } = incoming.headers;
  const outgoing = request(new URL(incoming.url ?? '/', emulator), {
    method: incoming.method,
    headers: { ...headers, 'content-length': body.length },
  });
  outgoing.end(body);
  const [response] = await once(outgoing, 'response');
  return response;
}

async function answerOrDeleted(
  response: IncomingMessage,
  answer: ServerResponse,
  arn: string,
  name: string,
): Promise<void> {
  const said = await text(response);
  if (!said.includes('does not exist')) {
    answer.writeHead(400, { 'content-type': 'text/xml' }).end(said);
    return;
  }
  const at = new Date().toISOString();
  answer.writeHead(200, { 'content-type': 'text/xml' }).end(
    `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult>
    <Stacks><member><StackId>${arn}</StackId><StackName>${name}</StackName><CreationTime>${at}</CreationTime>
    <DeletionTime>${at}</DeletionTime><StackStatus>DELETE_COMPLETE</StackStatus></member></Stacks>
    </DescribeStacksResult></DescribeStacksResponse>`,
  );
}

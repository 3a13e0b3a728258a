import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import {
  answersCloudFormation,
  deleteStack,
  describeStacks,
  stacksOf,
} from '../../../localstack/emulator/cloudformation.ts';

let server: Server | undefined;
afterEach(() => void server?.close());

/** A CloudFormation that has these stacks, and answers a deletion by giving them another status. */
async function cloudFormation(stacks: string, afterDeletion = stacks): Promise<string> {
  let members = stacks;
  server = createServer(async (request, response) => {
    const action = new URLSearchParams(await text(request)).get('Action');
    if (action === 'DeleteStack') members = afterDeletion;
    const stacksThere = action === 'DescribeStacks' ? `<Stacks>${members}</Stacks>` : '';
    response.end(`<?xml version="1.0"?><${action}Response>${stacksThere}</${action}Response>`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

function stack(name: string, status: string, created = '2026-11-21T10:00:00Z', reason = ''): string {
  return `<member><StackName>${name}</StackName><StackStatus>${status}</StackStatus><StackStatusReason>${reason}</StackStatusReason><CreationTime>${created}</CreationTime><Outputs><member><OutputKey>RegistryUri</OutputKey><OutputValue>s3://a&amp;b</OutputValue></member></Outputs></member>`;
}

test('a stack has its own outputs, unescaped', () => {
  const [first, second] = stacksOf(
    `<Stacks>${stack('one', 'CREATE_COMPLETE')}<member><StackName>two</StackName><StackStatus>ROLLBACK_COMPLETE</StackStatus></member></Stacks>`,
  );
  expect(first).toMatchObject({ name: 'one', outputs: { RegistryUri: 's3://a&b' } });
  expect(second).toMatchObject({ name: 'two', status: 'ROLLBACK_COMPLETE', outputs: {} });
});

test('stacks come oldest first, without those that are deleted', async () => {
  const endpoint = await cloudFormation(
    stack('young', 'CREATE_COMPLETE', '2026-11-21T11:00:00Z') +
      stack('old', 'UPDATE_COMPLETE', '2026-11-21T09:00:00Z') +
      stack('gone', 'DELETE_COMPLETE'),
  );
  expect((await describeStacks(endpoint)).map(({ name }) => name)).toEqual(['old', 'young']);
});

test('a stack that cannot be deleted says why', async () => {
  const failed = stack('one', 'DELETE_FAILED', undefined, 'Export x is in use by two');
  const endpoint = await cloudFormation(stack('one', 'CREATE_COMPLETE'), failed);
  await expect(deleteStack(endpoint, 'one')).rejects.toThrow(
    'one is not deleted: DELETE_FAILED Export x is in use by two',
  );
});

test('what answers something else is no emulator', async () => {
  server = createServer((_request, response) => response.end('<html></html>')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  expect(await answersCloudFormation(endpoint)).toBe(false);
});

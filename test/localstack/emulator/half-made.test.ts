import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { destroyStage } from '../../../localstack/emulator/destroy.ts';
import { answeringEndpoint } from '../../../localstack/emulator/endpoint.ts';
import { clearHalfMade } from '../../../localstack/emulator/half-made.ts';
import { Steps } from '../../../localstack/emulator/steps.ts';

let server: Server | undefined;
afterEach(() => void server?.close());

function listen(answer: (body: string, headers: IncomingHttpHeaders) => string): Promise<string> {
  server = createServer(
    async (request, response) => void response.end(answer(await text(request), request.headers)),
  );
  return new Promise((settle) =>
    server!.listen(0, '127.0.0.1', () =>
      settle(`http://127.0.0.1:${(server!.address() as AddressInfo).port}`),
    ),
  );
}

/** A CloudFormation with these stacks, by name and status, that deletes what it is asked to. */
function cloudFormation(stacks: Record<string, string>): Promise<string> {
  return listen((body) => {
    const query = new URLSearchParams(body);
    const action = query.get('Action');
    if (action === 'DeleteStack') delete stacks[query.get('StackName') ?? ''];
    const members = Object.entries(stacks).map(
      ([name, status]) => `<StackName>${name}</StackName><StackStatus>${status}</StackStatus>`,
    );
    return `<${action}Response>${members.join('')}</${action}Response>`;
  });
}

const silent = () => new Steps({ write: () => undefined });

test('a stack that was rolled back is deleted before the next deployment; a good one stays', async () => {
  const stacks = { 'weir-local-registry': 'CREATE_COMPLETE', 'weir-local-x': 'ROLLBACK_COMPLETE' };
  await clearHalfMade(await cloudFormation(stacks), silent());

  expect(Object.keys(stacks)).toEqual(['weir-local-registry']);
});

test('a stack that is being made says what to type', async () => {
  const endpoint = await cloudFormation({ 'weir-local-x': 'CREATE_IN_PROGRESS' });

  await expect(clearHalfMade(endpoint, silent(), 0)).rejects.toThrow(
    /weir-local-x is CREATE_IN_PROGRESS[\s\S]*npm run local:destroy/,
  );
});

test('stacks that never end being made go with the emulator', async () => {
  const stacks = { 'weir-local-x': 'CREATE_IN_PROGRESS' };
  const endpoint = await cloudFormation(stacks);
  const result = await destroyStage(endpoint, { steps: silent(), emulatorGoes: true });

  expect(result).toMatchObject({ deleted: [], left: [] });
});

test('an address that nothing answers at is a mistake, with what to do', async () => {
  const endpoint = await listen(() => '');
  server!.close();
  const answer = answeringEndpoint(endpoint);

  await expect(answer).rejects.toThrow(UserError);
  await expect(answer).rejects.toThrow(/ECONNREFUSED[\s\S]*unset AWS_ENDPOINT_URL/);
});

test("npm start's Kinesis is told from an emulator of CloudFormation", async () => {
  const endpoint = await listen((body, headers) =>
    body === '{}' && headers['x-amz-date'] !== undefined ? '{"StreamNames":[]}' : '{}',
  );

  await expect(answeringEndpoint(endpoint)).rejects.toThrow(/npm start's Kinesis alone is no emulator/);
});

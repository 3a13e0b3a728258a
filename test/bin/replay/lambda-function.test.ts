import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { lambdaFunction } from '../../../bin/replay/adapters/lambda-function.ts';
import { UserError } from '../../../lib/contract/errors.ts';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import {
  base64,
  destinationObject,
  eventRecord,
  failedBatch,
  quarantineObject,
  rejected,
  StandInFunction,
} from '../../lib/quarantine/support.ts';
import { scratch } from '../support/registries.ts';
import { weir } from '../support/run-weir.ts';
import { type LambdaAnswer, startLambdaApi } from './lambda-api.ts';

const THROTTLED: LambdaAnswer = {
  status: 429,
  errorType: 'TooManyRequestsException',
  body: { Reason: 'ConcurrentInvocationLimitExceeded', Type: 'User', message: 'Rate Exceeded.' },
};
const ANSWER = { batchItemFailures: [] };

/** The function, behind a stand-in that answers so, one after the other and then the last for ever. */
async function functionBehind(...answers: readonly LambdaAnswer[]) {
  const api = await startLambdaApi((_, number) => answers[Math.min(number, answers.length) - 1]!);
  vi.stubEnv('AWS_ENDPOINT_URL', api.endpoint);
  // The SDK reads it with the first request.
  onTestFinished(() => void vi.unstubAllEnvs());
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const target = lambdaFunction({ functionName: 'weir:live', region: 'eu-west-1', credentials });
  return { target, api };
}

test('the function is invoked and waited for, in its region, with the payload as it is', async () => {
  const { target, api } = await functionBehind({ status: 200, body: ANSWER });
  expect(await target.invoke('{"Records":[]}')).toEqual({
    status: 'returned',
    payload: JSON.stringify(ANSWER),
  });
  expect(api.invocations).toEqual([
    {
      functionName: 'weir:live',
      invocationType: 'RequestResponse',
      authorization: expect.stringMatching(/\/eu-west-1\/lambda\/aws4_request/),
      payload: '{"Records":[]}',
    },
  ]);
});

test.each([
  ['a throttle', THROTTLED],
  ['a fault of the service', { status: 500, errorType: 'ServiceException', body: { message: 'oh' } }],
  ['a connection that is cut', 'cut'],
] as const)('%s is waited out', async (_, fault) => {
  const { target, api } = await functionBehind(fault, { status: 200, body: ANSWER });
  expect(await target.invoke('{}')).toMatchObject({ status: 'returned' });
  expect(api.invocations).toHaveLength(2);
});

test.each([
  [
    { errorType: 'Runtime.ExitError', errorMessage: 'exit 7' },
    { errorType: 'Runtime.ExitError', errorMessage: 'exit 7' },
  ],
  ['no object', { errorType: 'Unhandled', errorMessage: 'without a message' }],
  [{}, { errorType: 'Unhandled', errorMessage: 'without a message' }],
])('a function that fails with %j is an answer', async (body, error) => {
  const { target } = await functionBehind({ status: 200, functionError: 'Unhandled', body });
  expect(await target.invoke('{}')).toEqual({ status: 'failed', error });
});

test('records that are too large for an invocation are an answer: the others can go on', async () => {
  const body = { Type: 'User', message: '7000000 byte payload is too large' };
  const { target } = await functionBehind({ status: 413, errorType: 'RequestTooLargeException', body });
  const errorMessage = 'the event is larger than Lambda takes';
  expect(await target.invoke('{}')).toEqual({
    status: 'failed',
    error: { errorType: 'RequestTooLargeException', errorMessage },
  });
});

test('a function that is not there is a mistake that says what was looked for, and where', async () => {
  const body = { Type: 'User', Message: 'Function not found' };
  const { target } = await functionBehind({ status: 404, errorType: 'ResourceNotFoundException', body });
  await expect(target.invoke('{}')).rejects.toThrow(UserError);
  await expect(target.invoke('{}')).rejects.toThrow(/there is no function weir:live in eu-west-1/);
});

test('a refusal is a fault with the reason of the service', async () => {
  const body = { message: 'not authorized to perform lambda:InvokeFunction' };
  const { target, api } = await functionBehind({ status: 403, errorType: 'AccessDeniedException', body });
  await expect(target.invoke('{}')).rejects.toThrow(/not authorized to perform lambda:InvokeFunction/);
  expect(api.invocations).toHaveLength(1);
});

test('weir replay --function sends the records to the deployed function, and marks what it answers', async () => {
  const home = scratch();
  const store = openStore(home);
  await quarantineObject(store, [rejected(1, { data: base64('{"x":"1"}') }), rejected(2)]);
  await destinationObject(store, failedBatch([eventRecord(3, '{"x":1}')]));
  const another = 'arn:aws:lambda:eu-west-1:123456789012:function:another:$LATEST';
  const theirs = failedBatch([eventRecord(4, '{"x":1}')]);
  await destinationObject(store, {
    ...theirs,
    requestContext: { ...theirs.requestContext, functionArn: another },
  });
  await destinationObject(store, failedBatch([], { payload: undefined }));
  writeFileSync(join(home, 'fix.json'), '{"toNumber": ["x"]}');

  const stand = new StandInFunction();
  const api = await startLambdaApi(async ({ payload }, number) => {
    if (number === 1) return THROTTLED;
    const reply = await stand.invoke(payload);
    return { status: 200, body: reply.status === 'returned' ? JSON.parse(reply.payload) : {} };
  });
  const scene = { home, environment: { AWS_ENDPOINT_URL: api.endpoint } };
  const args = ['replay', '--all', '--model', 'sample', '--function', 'weir-inference', '--fix', 'fix.json'];
  const first = await weir([...args, '--json'], scene);
  expect(first.stderr).toBe('');
  expect(JSON.parse(first.stdout)).toMatchObject({
    selected: 3,
    predicted: 2,
    rejected: 1,
    version: 1,
    notReached: 0,
  });
  const ids = (numbers: readonly number[]) => numbers.map((n) => `weir-input:shardId-000000000000:${n}:-`);
  expect(stand.put).toEqual(ids([1, 3]));
  expect(stand.requests.map(({ quarantined }) => quarantined)).toEqual([true, false]);

  const second = await weir(args, scene);
  expect(second.stdout).toContain('Nothing left to replay.');
  expect(second.stderr).toContain(
    '1 batch of the destination came without the records and cannot be replayed',
  );
  expect(stand.events).toHaveLength(2);

  stand.instead = () => ({ status: 'returned', payload: '{"batchItemFailures":[]}' });
  const third = await weir([...args, '--again'], scene);
  expect(third.stderr).toContain('it answered without a report: it is older than replays, so deploy it anew');
  expect(third.stdout).toContain('3 records not reached; they wait as before');
  expect(third.code).toBe(1);
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { answering } from '../../../lambdas/first-model/answering.ts';
import type { Outcome } from '../../../lambdas/first-model/place-version.ts';
import { putAnswer } from '../../../lambdas/first-model/put-answer.ts';
import type { Answer } from '../../../lambdas/first-model/request.ts';
import { StoreError } from '../../../lib/registry/store-errors.ts';

const REQUEST = {
  RequestType: 'Create',
  ResponseURL: 'https://example.com/answer?signature=secret',
  StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/weir/1',
  RequestId: 'request-1',
  LogicalResourceId: 'FirstModel',
  ResourceProperties: { ServiceToken: 'arn', Model: 'wine-quality' },
};

const patient = { getRemainingTimeInMillis: () => 120_000 };

/** Runs the handler and gives what CloudFormation would get, and what was asked of the registry. */
async function answerOf(
  place: (requestId: string) => Promise<Outcome>,
  request: object = REQUEST,
  context = patient,
) {
  const answers: Answer[] = [];
  const asked: string[] = [];
  const log: string[] = [];
  const handler = answering({
    model: 'wine-quality',
    place: (requestId) => {
      asked.push(requestId);
      return place(requestId);
    },
    putAnswer: async (_url, answer) => void answers.push(answer),
    pause: async () => {},
    log: (line) => log.push(JSON.stringify(line)),
  });
  await handler(request, context);
  expect(answers).toHaveLength(1);
  return { answer: answers[0]!, asked, log: log.join('\n') };
}

test('a creation is answered with what was done, under a name that stays', async () => {
  const { answer, asked, log } = await answerOf(async () => 'placed');
  expect(asked).toEqual(['request-1']);
  expect(answer).toEqual({
    Status: 'SUCCESS',
    Reason: 'wine-quality: published as version 1 and champion now',
    PhysicalResourceId: 'first-model-wine-quality',
    StackId: REQUEST.StackId,
    RequestId: 'request-1',
    LogicalResourceId: 'FirstModel',
  });
  expect(log).not.toContain('secret');
});

test.each(['Update', 'Delete'])('a request to %s asks nothing of the registry', async (RequestType) => {
  const request = { ...REQUEST, RequestType, PhysicalResourceId: 'first-model-former' };
  const { answer, asked } = await answerOf(async () => 'placed', request);
  expect(asked).toEqual([]);
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'first-model-former' });
});

test('rights that come late are waited for', async () => {
  let refusals = 3;
  const { answer, asked } = await answerOf(async () => {
    if (refusals-- > 0) throw new StoreError('AccessDenied');
    return 'placed';
  });
  expect(asked).toHaveLength(4);
  expect(answer.Status).toBe('SUCCESS');
});

test('a fault is answered with its cause, within what an answer may hold', async () => {
  const { answer, asked } = await answerOf(async () => {
    throw new Error(`golden.json hashes to another ${'x'.repeat(9_000)}`);
  });
  expect(asked).toHaveLength(1);
  expect(answer.Status).toBe('FAILED');
  expect(answer.Reason).toMatch(/^wine-quality could not be published: golden.json hashes to another/);
  expect(JSON.stringify(answer).length).toBeLessThan(4_096);
});

test('work that never ends is answered before Lambda ends the invocation', async () => {
  const hurried = { getRemainingTimeInMillis: () => 12_010 };
  const { answer } = await answerOf(() => new Promise(() => {}), REQUEST, hurried);
  expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('no answer within') });
});

test('an answer goes without a content type, and again when it was not taken', async () => {
  const received: { type: string | undefined; body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    received.push({ type: request.headers['content-type'], body });
    response.writeHead(received.length === 1 ? 503 : 200).end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const answer = (await answerOf(async () => 'placed')).answer;
  await putAnswer(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, answer);
  expect(received.map(({ type }) => type)).toEqual([undefined, undefined]);
  expect(JSON.parse(received[1]!.body)).toEqual(answer);
});

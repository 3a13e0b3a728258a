import { describe, expect, it } from 'vitest';
import { putAnswer } from '../../../../lambdas/inference/adapters/put-records-answer.ts';

function answer(status: number, body: unknown, count = 2) {
  return putAnswer(status, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), count);
}

const taken = { SequenceNumber: '1', ShardId: 'shardId-000000000000' };
const failed = { ErrorCode: 'InternalFailure', ErrorMessage: 'x' };

describe('the answer to PutRecords', () => {
  it.each([
    ['as the service writes it', '{"FailedRecordCount":0,"Records":[{},{}]}'],
    ['with an encryption type', '{"EncryptionType":"KMS","FailedRecordCount":0}'],
    ['as Python writes it', `{"FailedRecordCount": 0, "Records": ${JSON.stringify([taken, taken])}}`],
  ])('takes all entries (%s)', (_, body) => {
    expect(answer(200, body)).toEqual({ kind: 'taken', failed: [] });
  });

  it('names the entries that were not taken', () => {
    expect(answer(200, { FailedRecordCount: 1, Records: [taken, failed] })).toEqual({
      kind: 'taken',
      failed: [{ position: 1, code: 'InternalFailure' }],
    });
  });

  it('takes no entry for granted that has no sequence number', () => {
    expect(answer(200, { FailedRecordCount: 1, Records: [taken, {}] })).toMatchObject({
      failed: [{ position: 1, code: 'NoSequenceNumber' }],
    });
  });

  it.each([
    ['no JSON', '<html>'],
    ['cut', '{"FailedRecordCount":0'],
    ['of another length', { FailedRecordCount: 1, Records: [failed] }],
    ['another JSON', '[]'],
  ])('is worth another try when it is %s', (_, body) => {
    expect(answer(200, body)).toMatchObject({ kind: 'retry', failure: { name: 'UnreadableAnswer' } });
  });

  it.each([
    [400, 'ProvisionedThroughputExceededException'],
    [400, 'com.amazonaws.kinesis.v20131202#LimitExceededException'],
    [400, 'KMSThrottlingException'],
    [429, 'Anything'],
    [500, 'InternalFailure'],
    [503, 'ServiceUnavailable'],
  ])('is worth another try when it is HTTP %i %s', (status, type) => {
    expect(answer(status, { __type: type })).toMatchObject({
      kind: 'retry',
      failure: { name: type.split('#').at(-1) },
    });
  });

  it('is worth another try when a proxy refused with a page', () => {
    expect(answer(502, '<html>Bad Gateway</html>')).toMatchObject({
      kind: 'retry',
      failure: { name: 'Http502' },
    });
  });

  it.each([
    'ResourceNotFoundException',
    'AccessDeniedException',
    'ValidationException',
    'KMSDisabledException',
  ])('is waited out when it is %s', (type) => {
    expect(answer(400, { __type: type })).toMatchObject({ kind: 'retry', failure: { name: type } });
  });

  it('quotes messages about resources, and none that may quote a record', () => {
    const messages = ['AccessDeniedException', 'ValidationException'].map((__type) => {
      const refused = answer(400, { __type, message: 'value 4711 at stream/weir-output' });
      return refused.kind === 'taken' ? '' : refused.failure.message;
    });
    expect(messages).toEqual([
      'PutRecords was refused with HTTP 400: value 4711 at stream/weir-output',
      'PutRecords was refused with HTTP 400',
    ]);
  });
});

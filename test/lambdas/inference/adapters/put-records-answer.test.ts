import { describe, expect, it } from 'vitest';
import { putAnswer } from '../../../../lambdas/inference/adapters/put-records-answer.ts';

function answer(status: number, body: unknown, errorType?: string) {
  return putAnswer(status, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), 2, errorType);
}

const taken = { SequenceNumber: '1', ShardId: 'shardId-000000000000' };
const both = JSON.stringify([taken, taken]);
const failed = { ErrorCode: 'InternalFailure', ErrorMessage: 'x' };

describe('the answer to PutRecords', () => {
  it.each([
    ['as the service writes it', `{"FailedRecordCount":0,"Records":${both}}`],
    ['with the count at the end', `{"EncryptionType":"KMS","Records":${both},"FailedRecordCount":0}`],
    ['as Python writes it', `{"FailedRecordCount": 0, "Records": ${both.replaceAll(':', ': ')}}`],
    ['with errors that are null', { Records: [taken, { ...taken, ErrorCode: null }], FailedRecordCount: 0 }],
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
    for (const FailedRecordCount of [0, 1]) {
      expect(answer(200, { FailedRecordCount, Records: [taken, {}] })).toEqual({
        kind: 'taken',
        failed: [{ position: 1, code: 'NoSequenceNumber' }],
      });
    }
  });

  it('believes the entries, not the count of those that failed', () => {
    const contradiction = {
      FailedRecordCount: 0,
      Records: [taken, { ...taken, ErrorCode: 'InternalFailure' }],
    };
    expect(answer(200, contradiction)).toEqual({
      kind: 'taken',
      failed: [{ position: 1, code: 'InternalFailure' }],
    });
  });

  it.each([
    ['no JSON', '<html>'],
    ['cut', '{"FailedRecordCount":0'],
    ['cut before its last bracket', `{"FailedRecordCount":0,"Records":${both}`],
    ['without entries', '{"FailedRecordCount":0}'],
    ['of no entries', '{"FailedRecordCount":0,"Records":[]}'],
    ['of more entries', { FailedRecordCount: 0, Records: [taken, taken, taken] }],
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

  it.each([
    [{ __type: 'com.amazonaws.kinesis.v20131202#AccessDeniedException' }, undefined],
    [
      { __type: 'AccessDeniedException:http://internal.amazon.com/coral/com.amazon.coral.service/' },
      undefined,
    ],
    [{ __type: 'com.amazon.coral.service#AccessDeniedException:http://127.0.0.1/x#Other' }, undefined],
    [{ code: 'AccessDeniedException' }, undefined],
    ['', 'AccessDeniedException'],
    [{ __type: 7, code: 403 }, 'AccessDeniedException:http://internal.amazon.com/coral/'],
  ])('names the error of %j and the header %j', (body, errorType) => {
    expect(answer(400, body, errorType)).toMatchObject({ failure: { name: 'AccessDeniedException' } });
  });

  it.each([{ __type: 'a value 4711' }, { code: 403 }, { __type: '' }, 'null'])(
    'takes no other text for a name (%j)',
    (body) => {
      expect(answer(400, body)).toMatchObject({ failure: { name: 'Http400' } });
    },
  );

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

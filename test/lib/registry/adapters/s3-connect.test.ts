import { expect, test, vi } from 'vitest';
import { S3Store } from '../../../../lib/registry/adapters/s3.ts';
import * as s3Client from '../../../../lib/registry/adapters/s3-client.ts';
import { StoreError } from '../../../../lib/registry/store-errors.ts';

vi.mock('../../../../lib/registry/adapters/s3-client.ts', { spy: true });

test('a client that could not be made fails its request alone: the next one makes another', async () => {
  const store = new S3Store({ bucket: 'weir', prefix: '' });
  const body = { transformToByteArray: async () => Buffer.from('1') };
  const client = { send: async () => ({ Body: body, ETag: '"e"' }) } as unknown;
  vi.mocked(s3Client.createS3Client)
    .mockImplementationOnce(() => {
      throw new Error('too many open files');
    })
    .mockImplementation(() => client as ReturnType<typeof s3Client.createS3Client>);
  const first = store.get('a');
  await expect(first).rejects.toThrow(StoreError);
  await expect(first).rejects.toThrow('too many open files');
  expect(await store.get('a')).toMatchObject({ etag: '"e"', body: Buffer.from('1') });
  await store.get('a');
  expect(s3Client.createS3Client).toHaveBeenCalledTimes(2);
});

test('what a browser may be shown says what it is: reports as HTML, results as JSON, and models nothing', async () => {
  const inputs: Record<string, unknown>[] = [];
  const send = async ({ input }: { readonly input: Record<string, unknown> }) => {
    inputs.push(input);
    return { ETag: '"e"' };
  };
  const client = { send } as unknown as ReturnType<typeof s3Client.createS3Client>;
  vi.mocked(s3Client.createS3Client).mockImplementationOnce(() => client);
  const store = new S3Store({ bucket: 'weir', prefix: 'json' });
  for (const key of ['drift/wine/latest.html', 'drift/wine/latest.json', 'model.onnx', 'html'])
    await store.create(key, Buffer.from('1'));
  const [report, result, ...others] = inputs;
  expect(report?.ContentType).toBe('text/html; charset=utf-8');
  expect(result?.ContentType).toBe('application/json');
  for (const other of others) expect(other).not.toHaveProperty('ContentType');
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface OutputStream {
  /** While true, every request fails as when Kinesis has a fault. */
  isDown: boolean;
  /** The predictions that it took, in their order. */
  readonly put: { readonly predictionId: string }[];
  readonly endpoint: string;
}

/** Takes PutRecords as Kinesis does, over HTTP and until the test is over. */
export async function outputStream(): Promise<OutputStream> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (stream.isDown) return response.writeHead(500).end('{"__type":"InternalFailure"}');
    const { Records } = JSON.parse(body) as { readonly Records: readonly { readonly Data: string }[] };
    stream.put.push(...Records.map(({ Data }) => JSON.parse(Buffer.from(Data, 'base64').toString())));
    const taken = Records.map((_, i) => ({ SequenceNumber: String(i), ShardId: 'shardId-000000000000' }));
    response.end(JSON.stringify({ FailedRecordCount: 0, Records: taken }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const stream: OutputStream = { isDown: false, put: [], endpoint: `http://127.0.0.1:${port}` };
  return stream;
}

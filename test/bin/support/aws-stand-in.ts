import { parseArgs } from 'node:util';
import { DUMMY_CREDENTIALS, openKinesis } from '../../../lib/streams/adapters/kinesis.ts';
import { putRecord } from '../../../lib/streams/put-records.ts';

/**
 * What the README asks of the aws command, for machines without it: put-record, get-shard-iterator and
 * get-records. AWS_STAND_IN says which version it is: 1 encodes --data, 2 takes it as base64 unless told.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'stream-name': { type: 'string' },
    'partition-key': { type: 'string' },
    data: { type: 'string' },
    'cli-binary-format': { type: 'string' },
    'shard-id': { type: 'string' },
    'shard-iterator-type': { type: 'string' },
    'shard-iterator': { type: 'string' },
    query: { type: 'string' },
    output: { type: 'string' },
  },
});
const client = openKinesis({
  endpoint: process.env.AWS_ENDPOINT_URL!,
  region: 'us-east-1',
  credentials: DUMMY_CREDENTIALS,
});
const stream = values['stream-name'] ?? '';

async function answer(): Promise<unknown> {
  switch (positionals.join(' ')) {
    case 'kinesis put-record': {
      const raw = process.env.AWS_STAND_IN === '1' || values['cli-binary-format'] === 'raw-in-base64-out';
      const data = Buffer.from(values.data!, raw ? 'utf8' : 'base64');
      return putRecord(client, stream, { data, partitionKey: values['partition-key']! });
    }
    case 'kinesis get-shard-iterator':
      return client.shardIterator(stream, values['shard-id']!, { type: 'TRIM_HORIZON' });
    case 'kinesis get-records': {
      const page = await client.getRecords(values['shard-iterator']!, 10_000);
      return { Records: page.records.map(({ data }) => ({ Data: Buffer.from(data).toString('base64') })) };
    }
    default:
      throw new Error(`the stand-in does not know ${positionals.join(' ')}`);
  }
}

const result = await answer();
console.log(typeof result === 'string' ? result : JSON.stringify(result, null, 2));
client.close();

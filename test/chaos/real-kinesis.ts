import { DUMMY_CREDENTIALS, openKinesis } from '../../lib/streams/adapters/kinesis.ts';
import { startKinesisMock } from '../../localstack/embedded/kinesis-mock.ts';
import { ACCOUNT_ID } from '../../localstack/embedded/settings.ts';
import { s3Environment, startS3Server } from '../support/s3-server.ts';
import { type PartPlan, storeOf } from './part/part-plan.ts';
import { type PartResult, type Progress, runPart } from './part/run-part.ts';
import { realStreams } from './streams/real-streams.ts';
import { publishChaosModel } from './traffic/publish.ts';

const REGION = 'us-east-1';
const BUCKET = 's3://weir';

/** As many as kinesis-mock takes and gives in some tens of seconds. */
const PLAN: PartPlan = {
  name: 'real-kinesis',
  order: 'key',
  records: 6_000,
  shards: 2,
  keys: 100,
  batchSize: 200,
  parallelizationFactor: 1,
  concurrency: 2,
  blows: { crash: 5, restart: 3, split: 0, merge: 0 },
};

export interface RealKinesisOptions {
  readonly seed: number;
  /** The built function's directory. */
  readonly bundle: string;
  readonly onProgress: (progress: Progress) => void;
}

/**
 * The same against kinesis-mock, which knows nothing of these tests: crashes and restarts, and only the faults
 * that it has of itself. The environment of this process is set for the stand-in of S3.
 */
export async function runRealKinesis({ seed, bundle, onProgress }: RealKinesisOptions): Promise<PartResult> {
  const s3 = await startS3Server();
  const mock = await startKinesisMock({ port: 0, region: REGION, accountId: ACCOUNT_ID });
  const client = openKinesis({ endpoint: mock.endpoint, region: REGION, credentials: DUMMY_CREDENTIALS });
  Object.assign(process.env, s3Environment(s3.endpoint));
  try {
    await publishChaosModel(storeOf(BUCKET, PLAN));
    return await runPart(PLAN, { streams: realStreams(client), bundle, bucket: BUCKET, seed }, onProgress);
  } finally {
    client.close();
    await Promise.all([mock.stop(), s3.close()]);
  }
}

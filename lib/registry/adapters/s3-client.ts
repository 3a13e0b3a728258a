import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { statusOf } from './s3-errors.ts';

export {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';

/** A connection takes milliseconds within a region; one that takes this long is tried again. */
const CONNECTION_TIMEOUT_MS = 1_500;

/** Of silence on an open connection: bodies of any size may take longer as long as they move. */
const IDLE_TIMEOUT_MS = 10_000;

/**
 * A client by the standard AWS environment, which the SDK reads itself: region, credentials, endpoint, retries.
 * Buckets go into the path when an endpoint is set, as emulators want it, and into the host name otherwise.
 */
export function createS3Client(): S3Client {
  const client = new S3Client({
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, socketTimeout: IDLE_TIMEOUT_MS },
  });
  const resolve = client.config.endpointProvider;
  client.config.endpointProvider = (params, context) =>
    resolve(params.Endpoint === undefined ? params : { ...params, ForcePathStyle: true }, context);
  return client;
}

/**
 * The Date header of the answer to a request for an object that need not exist: a 404 has one too, and so has
 * the 403 that a caller without the right to list gets instead.
 */
export async function askForDate(
  client: S3Client,
  object: { readonly Bucket: string; readonly Key: string },
): Promise<string | undefined> {
  const command = new HeadObjectCommand(object);
  let date: string | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      date = dateHeaderOf(result.response);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'keepDateHeader' },
  );
  try {
    await client.send(command);
  } catch (error) {
    if (date === undefined || ![403, 404].includes(statusOf(error) ?? 0)) throw error;
  }
  return date;
}

function dateHeaderOf(response: unknown): string | undefined {
  const { headers } = response as { readonly headers?: Readonly<Record<string, string>> };
  return headers?.date;
}

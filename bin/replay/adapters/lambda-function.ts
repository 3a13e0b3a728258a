import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { UserError } from '../../../lib/contract/errors.ts';
import type { ReplayFunction, ReplayReply } from '../../../lib/quarantine/replay/ports.ts';

export interface LambdaTarget {
  /** The function's name or ARN, with or without a version or an alias. */
  readonly functionName: string;
  readonly region: string;
  /** Default: the standard AWS_* environment and profile. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/**
 * Of a request that is throttled, fails or is not answered. A replay is harmless twice, so an answer that was lost
 * is asked for again. The SDK's back-off between them doubles up to 20 s.
 */
const MAX_ATTEMPTS = 8;

const CONNECTION_TIMEOUT_MS = 3_000;

/** A function runs for 15 minutes at most. https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
const REQUEST_TIMEOUT_MS = 15 * 60_000 + 10_000;

/**
 * A deployed function, invoked and waited for. The endpoint is that of the standard environment:
 * AWS_ENDPOINT_URL_LAMBDA, AWS_ENDPOINT_URL, else AWS itself.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function lambdaFunction({ functionName, region, credentials }: LambdaTarget): ReplayFunction {
  const client = new LambdaClient({
    region,
    ...(credentials !== undefined && { credentials }),
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  });
  return {
    async invoke(payload) {
      const command = new InvokeCommand({
        FunctionName: functionName,
        InvocationType: 'RequestResponse',
        Payload: Buffer.from(payload),
      });
      try {
        const { FunctionError, Payload } = await client.send(command);
        const answer = Buffer.from(Payload ?? []).toString('utf8');
        return FunctionError === undefined
          ? { status: 'returned', payload: answer }
          : { status: 'failed', error: errorOf(answer, FunctionError) };
      } catch (error) {
        return unsent(error, functionName, region);
      }
    },
  };
}

/** What a function that throws, dies or takes too long leaves: {"errorType", "errorMessage", …}. */
function errorOf(answer: string, kind: string): { errorType: string; errorMessage: string } {
  try {
    const { errorType, errorMessage } = JSON.parse(answer);
    return {
      errorType: String(errorType ?? kind),
      errorMessage: String(errorMessage ?? 'without a message'),
    };
  } catch {
    return { errorType: kind, errorMessage: 'without a message' };
  }
}

/** @throws what waiting does not mend */
function unsent(error: unknown, functionName: string, region: string): ReplayReply {
  const name = error instanceof Error ? error.name : '';
  if (name === 'TooManyRequestsException') return { status: 'throttled' };
  // As when it fails on them: halves are smaller, and a record that is too large by itself keeps no other waiting.
  if (name === 'RequestTooLargeException')
    return {
      status: 'failed',
      error: { errorType: name, errorMessage: 'the event is larger than Lambda takes' },
    };
  if (name === 'ResourceNotFoundException' || name === 'ValidationException') {
    throw new UserError(
      `there is no function ${functionName} in ${region}; expected the name or ARN of the deployed inference function, and --region where it is another`,
      { cause: error },
    );
  }
  throw error;
}

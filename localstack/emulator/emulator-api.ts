/**
 * Requests to an emulator, without an SDK and without a signature that would hold: emulators read the service and
 * the region from the header, and AWS itself refuses it. So nothing here can ever reach an account.
 */

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

const TIMEOUT_MS = 150_000;

export interface EmulatorRequest {
  /** As in a signature's scope: "cloudformation", "s3", "lambda". */
  readonly service: string;
  readonly method?: 'GET' | 'POST';
  /** Default: "/". */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Default: two and a half minutes, for functions that are invoked. */
  readonly timeoutMs?: number;
}

export interface EmulatorAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Sends one request. @throws when nothing answers */
export async function askEmulator(endpoint: string, request: EmulatorRequest): Promise<EmulatorAnswer> {
  const { service, method = 'POST', path = '/', headers, body, timeoutMs = TIMEOUT_MS } = request;
  const scope = `test/20260101/${REGION}/${service}/aws4_request`;
  const response = await fetch(new URL(path, endpoint), {
    method,
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

/** What processes need to talk to an emulator and to nothing else. */
export function emulatorEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

import http from 'node:http';
import https from 'node:https';
import { SignatureV4 } from '@smithy/signature-v4';
import { reasonOf } from '../../../lib/contract/errors.ts';
import type { PredictionSink, PutAnswer, PutEntries } from '../respond/ports.ts';
import { NodeSha256 } from './node-sha256.ts';
import { putAnswer } from './put-records-answer.ts';
import { putRecordsBody } from './put-records-body.ts';

/** A request that takes longer is given up and tried again by the caller. */
export const PUT_TIMEOUT_MS = 3_000;

const SERVICE = 'kinesis';

export interface KinesisOutput {
  readonly streamName: string;
  readonly region: string;
  /** Undefined: the region's own endpoint. */
  readonly endpointUrl: string | undefined;
  /** Read at each request, so that an object with getters may rotate them. */
  readonly credentials: Credentials;
  /** Milliseconds from the start of a request to the end of its answer. Default: PUT_TIMEOUT_MS. */
  readonly timeoutMs?: number;
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * A stream of Kinesis as the sink of predictions: PutRecords in AWS JSON 1.1 over connections that are kept.
 * The SDK's client would take most of the time of a batch to serialise and copy, and most of a cold start to
 * load; its signature is used as it is.
 */
export function kinesisPutRecords(output: KinesisOutput): PredictionSink {
  const endpoint = new URL(output.endpointUrl ?? defaultEndpoint(output.region));
  const client = endpoint.protocol === 'https:' ? https : http;
  const agent = new client.Agent({ keepAlive: true });
  const signer = new SignatureV4({
    service: SERVICE,
    region: output.region,
    credentials: async () => output.credentials,
    sha256: NodeSha256,
    applyChecksum: false,
  });
  return {
    put: async (entries) => {
      const body = putRecordsBody(output.streamName, entries);
      try {
        const { headers } = await signer.sign(putRecords(endpoint, body));
        const options = { method: 'POST', headers, agent, timeout: output.timeoutMs ?? PUT_TIMEOUT_MS };
        return await send(client, endpoint, options, body, entries);
      } catch (error) {
        return unanswered(error);
      }
    },
  };
}

function defaultEndpoint(region: string): string {
  return `https://kinesis.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

function putRecords(endpoint: URL, body: Buffer) {
  return {
    method: 'POST',
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    path: endpoint.pathname,
    query: {},
    headers: {
      host: endpoint.host,
      'content-type': 'application/x-amz-json-1.1',
      'content-length': String(body.length),
      'x-amz-target': 'Kinesis_20131202.PutRecords',
    },
    body,
  };
}

/** @throws what the connection says, or a TimeoutError */
function send(
  client: typeof http | typeof https,
  endpoint: URL,
  { timeout, ...options }: https.RequestOptions & { readonly timeout: number },
  body: Buffer,
  { count }: PutEntries,
): Promise<PutAnswer> {
  return new Promise((resolve, reject) => {
    const request = client.request(endpoint, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode = 0, headers } = response;
        resolve(putAnswer(statusCode, Buffer.concat(chunks), count, headers['x-amzn-errortype']));
      });
    });
    const timer = setTimeout(() => request.destroy(new TimeoutError(timeout)), timeout);
    request.on('close', () => clearTimeout(timer));
    request.on('error', reject);
    request.end(body);
  });
}

class TimeoutError extends Error {
  override readonly name = 'TimeoutError';

  constructor(timeoutMs: number) {
    super(`PutRecords gave no answer within ${timeoutMs} ms`);
  }
}

/** Nobody knows whether the entries were taken: they are put again, and a consumer drops what it has. */
function unanswered(error: unknown): PutAnswer {
  const name = error instanceof TimeoutError ? error.name : 'ConnectionError';
  return { kind: 'retry', failure: { name, message: reasonOf(error) } };
}

import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/**
 * The Authorization header that a request must have, written from the description of Signature Version 4 and
 * from no SDK, so that it can judge one. https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 *
 * @param secretOf the secret of an access key id
 */
export function expectedAuthorization(request: SignedRequest, secretOf: (id: string) => string): string {
  const given = /Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+)/.exec(
    request.headers.authorization ?? '',
  );
  if (!given) return 'a header of AWS4-HMAC-SHA256';
  const [, id, day, region, service, signedHeaders] = given as unknown as string[];
  const canonicalHeaders = signedHeaders!
    .split(';')
    .map((name) => `${name}:${String(request.headers[name]).trim()}\n`)
    .join('');
  const canonical = [request.method, request.path, '', canonicalHeaders, signedHeaders, sha256(request.body)];
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonical.join('\n'))];
  const key = [day!, region!, service!, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretOf(id!)}`);
  const signature = hmac(key, toSign.join('\n')).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

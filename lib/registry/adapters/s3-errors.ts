/**
 * What the SDK throws, told apart by shape: its classes are loaded with the first request only.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
interface ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };
}

function isServiceError(thrown: unknown): thrown is ServiceError {
  return thrown instanceof Error && '$metadata' in thrown && typeof thrown.$metadata === 'object';
}

/** The HTTP status of an answer that the SDK threw; undefined when none came. */
export function statusOf(thrown: unknown): number | undefined {
  return isServiceError(thrown) ? thrown.$metadata.httpStatusCode : undefined;
}

/** Whether the answer says that the object is missing; a missing bucket is a fault and not this. */
export function isMissingObject(thrown: unknown): boolean {
  return statusOf(thrown) === 404 && thrown instanceof Error && thrown.name !== 'NoSuchBucket';
}

/** Whether no request was sent, because neither environment nor profile names a region: the SDK has no code for it. */
export function isRegionMissing(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message === 'Region is missing';
}

/** The error's name and message in one line, such as "AccessDenied: Access Denied". */
export function describeServiceError(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const status = statusOf(thrown);
  return `${thrown.name}: ${thrown.message}${status === undefined ? '' : ` (HTTP ${status})`}`;
}

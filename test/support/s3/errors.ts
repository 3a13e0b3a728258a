/** An answer other than success, as S3 gives it. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message = code) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** What this stand-in does not do is refused, so that no test passes on a feature that is not there. */
export function notImplemented(what: string): S3Error {
  return new S3Error(501, 'NotImplemented', `this stand-in has no ${what}`);
}

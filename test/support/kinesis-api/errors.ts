/** An error that the Kinesis API answers, by its name there. */
export class KinesisError extends Error {
  override readonly name = 'KinesisError';
  /** Such as ResourceNotFoundException. */
  readonly code: string;
  /** The HTTP status. */
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export function invalidArgument(message: string): KinesisError {
  return new KinesisError('InvalidArgumentException', message);
}

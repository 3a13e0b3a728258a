/** The environment variables of the inference function, set by the CDK construct and the embedded stack. */
export const ENV = {
  /** The model's name. Required. */
  model: 'WEIR_MODEL',
  /** The registry: s3://bucket[/prefix] or a directory. Required. */
  registry: 'WEIR_REGISTRY',
  /** Where rejected records go: s3://bucket[/prefix] or a directory. Required. */
  quarantine: 'WEIR_QUARANTINE',
  /** The stream that predictions are put on. Required unless dry. */
  outputStream: 'WEIR_OUTPUT_STREAM',
  /** The alias to serve. Default: champion. */
  alias: 'WEIR_ALIAS',
  /** How often the alias is looked at, in seconds: 0 (each batch) to 3600. Default: 60. */
  pollSeconds: 'WEIR_POLL_SECONDS',
  /** none or key. Default: none. */
  order: 'WEIR_ORDER',
  /** full or compact. Default: full. */
  outputFormat: 'WEIR_OUTPUT_FORMAT',
  /** true: predict and answer with the predictions, write nothing. Default: false. */
  dryRun: 'WEIR_DRY_RUN',
  /** The stage, a metric dimension. Default: local. */
  stage: 'WEIR_STAGE',
  /** Set by Lambda: its memory in MB, from which the threads follow. Default: 1769. */
  memoryMb: 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  /** Set by Lambda. Required unless dry. */
  region: 'AWS_REGION',
  /** Set by Lambda, from the function's role. Required unless dry. */
  accessKeyId: 'AWS_ACCESS_KEY_ID',
  secretAccessKey: 'AWS_SECRET_ACCESS_KEY',
  sessionToken: 'AWS_SESSION_TOKEN',
  /** An endpoint for all services (emulators). */
  endpointUrl: 'AWS_ENDPOINT_URL',
  /** An endpoint for Kinesis alone; goes before AWS_ENDPOINT_URL. */
  kinesisEndpointUrl: 'AWS_ENDPOINT_URL_KINESIS',
} as const;

/** The default interval between looks at the alias, in seconds: also the time until a promotion is served. */
export const DEFAULT_POLL_SECONDS = 60;

/** Of the training data: a CSV file. */
export const DATA_ENV = 'WEIR_DATA';

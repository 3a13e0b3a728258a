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
  /** Where counts of live rows go: s3://bucket[/prefix] or a directory. Default: nothing is counted. */
  monitoring: 'WEIR_MONITORING',
  /** How often a sandbox writes them at most, in seconds: 0 (each batch) to 3600. Default: 60. */
  profileSeconds: 'WEIR_PROFILE_SECONDS',
  /** true: predictions are logged there too, without features, for labels that come later. Default: false. */
  predictionLog: 'WEIR_PREDICTION_LOG',
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

/** The default interval between two writes of a sandbox's windows, in seconds: what a sandbox that ends loses. */
export const DEFAULT_PROFILE_SECONDS = 60;

/** The environment variables of the training tasks, set by the CDK construct and the state machine. */
export const TRAINING_ENV = {
  /** Where the studies are: s3://bucket[/prefix] or a directory. Required. */
  studies: 'WEIR_STUDIES',
  /** Where a run's data may lie: s3://bucket/prefix/ or a directory. Required to prepare. */
  datasets: 'WEIR_DATASETS',
  /** What a run was asked for, as JSON: see training/task. Required to prepare; its end looks whether it may promote. */
  input: 'WEIR_TRAINING_INPUT',
  /** The models that a run may be of, with commas between. Default: any. */
  models: 'WEIR_TRAINING_MODELS',
  /** The study of the run. Required. */
  study: 'WEIR_STUDY',
  /** Who a worker is, among those of its run: a whole number. Default: 1. */
  worker: 'WEIR_WORKER',
  /** When the run began, as Step Functions writes it. Default: when the task began. */
  startedAt: 'WEIR_RUN_STARTED',
  /** After so many seconds a task ends by itself, as if it were stopped. Default: never. */
  seconds: 'WEIR_TASK_SECONDS',
  /** Threads that a fit may keep busy: 1 to 64. Default: what the machine has. */
  threads: 'WEIR_THREADS',
  /** The registry: s3://bucket[/prefix] or a directory. Required to end a run. */
  registry: 'WEIR_REGISTRY',
  /** The stage, a metric dimension. Default: local. */
  stage: 'WEIR_STAGE',
  /** An MLflow server that is told of the run. Default: none. */
  mlflow: 'MLFLOW_TRACKING_URI',
} as const;

/** The environment variables of the drift job, set by the CDK construct. */
export const DRIFT_ENV = {
  /** Windows, drift, labels: s3://bucket[/prefix] or a directory. Required. */
  monitoring: ENV.monitoring,
  /** The registry: s3://bucket[/prefix] or a directory. Required. */
  registry: ENV.registry,
  /** The models that are judged, with commas between. Required. */
  models: 'WEIR_DRIFT_MODELS',
  /** The stage, a metric dimension. Default: local. */
  stage: ENV.stage,
  /** The function whose predictions are counted in CloudWatch: true or false. Default: false. */
  cloudwatch: 'WEIR_DRIFT_CLOUDWATCH',
  /** Such as https://grafana.example.com. Default: no annotation is posted. */
  grafanaUrl: 'WEIR_GRAFANA_URL',
  /** The ARN of a secret that holds the token for it. */
  grafanaTokenSecret: 'WEIR_GRAFANA_TOKEN_SECRET',
  /** Where reports are served, for links. Default: the S3 address. */
  reportUrl: 'WEIR_REPORT_URL',
} as const;

/** Of the training data: a CSV file. */
export const DATA_ENV = 'WEIR_DATA';

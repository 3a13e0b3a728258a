/** What runs in a sandbox: a client of the Runtime API that loads the function and calls it. */
export interface RuntimeProgram {
  /** The file to run. It, or what is preloaded, imports die-with-parent.ts. */
  readonly script: string;
  /** Modules to load before it, as URLs. */
  readonly preload: readonly string[];
}

/** A function to host, with the names and defaults of Lambda's own configuration. */
export interface FunctionSettings {
  /** Default: weir-inference. */
  readonly functionName: string;
  /** The directory with the bundle; Lambda's /var/task. */
  readonly directory: string;
  /** `<file without extension>.<export>`. Default: index.handler. */
  readonly handler: string;
  /** The memory that the function is told it has, in MB, 128 to 10,240; not enforced here. Default: 1769, one vCPU. */
  readonly memorySizeMb: number;
  /** How long an invocation may take, 1 to 900 s. Default: 60. */
  readonly timeoutSeconds: number;
  /** How long the function may take to load, before its first invocation. Default: 10 s, as in Lambda. */
  readonly initTimeoutSeconds: number;
  /** Invocations at the same time, each in a process of its own: 1 or more. Default: 1. */
  readonly concurrency: number;
  /**
   * What an invocation gets while all of the concurrency is in use: it waits, or it is answered as throttled, as
   * Lambda does with reserved concurrency. Default: wait.
   */
  readonly beyondConcurrency: 'wait' | 'throttle';
  readonly region: string;
  /** 12 digits. */
  readonly accountId: string;
  /** The function's own variables; Lambda's reserved ones go before them. */
  readonly environment: Readonly<Record<string, string>>;
  /** Default: bootstrap-child.ts, which does what Lambda's own client does. */
  readonly runtime?: RuntimeProgram;
}

export const FUNCTION_DEFAULTS = {
  functionName: 'weir-inference',
  handler: 'index.handler',
  memorySizeMb: 1769,
  timeoutSeconds: 60,
  initTimeoutSeconds: 10,
  concurrency: 1,
  beyondConcurrency: 'wait',
  region: 'us-east-1',
  accountId: '000000000000',
  environment: {},
} as const satisfies Partial<FunctionSettings>;

export function functionArn(settings: FunctionSettings): string {
  return `arn:aws:lambda:${settings.region}:${settings.accountId}:function:${settings.functionName}`;
}

/**
 * The environment that Lambda gives a Node function.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 * @param runtimeApi host:port of the sandbox's Runtime API
 */
export function functionEnvironment(settings: FunctionSettings, runtimeApi: string): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...settings.environment,
    _HANDLER: settings.handler,
    AWS_REGION: settings.region,
    AWS_DEFAULT_REGION: settings.region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: settings.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memorySizeMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${settings.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local/[$LATEST]',
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: settings.directory,
    LAMBDA_RUNTIME_DIR: import.meta.dirname,
  };
}

import { UserError } from '../../lib/contract/errors.ts';

/** What the bootstrap reads of Lambda's environment. */
export interface BootstrapConfig {
  /** host:port of the Runtime API. */
  readonly runtimeApi: string;
  readonly taskRoot: string;
  /** `<file without extension>.<export>`. */
  readonly handler: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly memorySizeMb: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
}

/** @throws UserError when a variable lacks: the bootstrap runs only under a function host */
export function readBootstrapConfig(): BootstrapConfig {
  return Object.freeze({
    runtimeApi: required('AWS_LAMBDA_RUNTIME_API'),
    taskRoot: required('LAMBDA_TASK_ROOT'),
    handler: required('_HANDLER'),
    functionName: required('AWS_LAMBDA_FUNCTION_NAME'),
    functionVersion: required('AWS_LAMBDA_FUNCTION_VERSION'),
    memorySizeMb: required('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
    logGroupName: required('AWS_LAMBDA_LOG_GROUP_NAME'),
    logStreamName: required('AWS_LAMBDA_LOG_STREAM_NAME'),
  });
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new UserError(`${name} is not set; this file is started by the function host, not by hand`);
  }
  return value;
}

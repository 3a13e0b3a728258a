import { Logger } from '@aws-lambda-powertools/logger';
import { METRIC_SERVICES } from '../../../lib/contract/metrics.ts';

/** Fields of a log line: counts, names, reasons. Never a value of a record, nor an error that may quote one. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Structured log lines on standard output and error. */
export interface Log {
  /** Adds the invocation's fields to the lines that follow. */
  addContext(context: LambdaContext): void;
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
}

/** What Lambda hands to an invocation, as far as it is read. */
export interface LambdaContext {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** The function's log; every line names model, alias and stage. */
export function createLog(names: {
  readonly model: string;
  readonly alias: string;
  readonly stage: string;
}): Log {
  const { model, alias, stage } = names;
  return new Logger({
    serviceName: METRIC_SERVICES.inference,
    persistentKeys: { model, alias, stage },
  });
}

import type { InvocationResult, InvokableFunction } from '../event-source-mapping/ports.ts';
import { hostFunction } from '../function-host/function-host.ts';
import { findBundle } from './build-bundle.ts';
import { awsAccess, toolEnvironment } from './config.ts';
import { functionOptions } from './function-options.ts';
import { type EmbeddedFunctionSettings, resolveFunctionSettings } from './settings.ts';

export interface HostInferenceOptions extends Partial<EmbeddedFunctionSettings> {
  /** Where predictions go; may be left out when all that is invoked is dry. */
  readonly kinesisEndpoint?: string | undefined;
  /** True: every invocation answers with its predictions and writes nothing. Default: false. */
  readonly dryRun?: boolean;
  /** Takes each line that the function prints. Default: drops them. */
  readonly onLine?: (line: string) => void;
}

/** The function in a process of its own, to be invoked by hand. */
export interface InferenceHost extends InvokableFunction {
  /** Ends the process; an invocation that runs is cut off and fails. */
  stop(): Promise<void>;
}

/**
 * Hosts the inference function as the stack does, without streams and an event source mapping.
 * @throws BundleBuildFailed, FunctionInitError
 */
export async function hostInference(options: HostInferenceOptions = {}): Promise<InferenceHost> {
  const { kinesisEndpoint, dryRun = false, onLine, ...given } = options;
  const settings = resolveFunctionSettings(given);
  const { directory: bundle } = await findBundle(settings.bundle, toolEnvironment());
  const place = { bundle, kinesisEndpoint, dryRun, awsAccess: awsAccess() };
  return hostFunction(functionOptions(settings, place), onLine);
}

export interface InvokeOnceOptions extends HostInferenceOptions {
  /** A Kinesis event, as JSON text. */
  readonly event: string;
}

/**
 * Hosts the function, runs one event through it and ends it. No stack need be up for a dry run.
 * @throws BundleBuildFailed, FunctionInitError; what the function itself throws is in the result
 */
export async function invokeOnce({ event, ...options }: InvokeOnceOptions): Promise<InvocationResult> {
  const host = await hostInference(options);
  try {
    return await host.invoke(event);
  } finally {
    await host.stop();
  }
}

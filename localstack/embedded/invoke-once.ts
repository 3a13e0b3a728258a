import type { InvocationResult } from '../event-source-mapping/ports.ts';
import { hostFunction } from '../function-host/function-host.ts';
import { findBundle } from './build-bundle.ts';
import { awsAccess, toolEnvironment } from './config.ts';
import { functionOptions } from './function-options.ts';
import { type EmbeddedFunctionSettings, resolveFunctionSettings } from './settings.ts';

export interface InvokeOnceOptions extends Partial<EmbeddedFunctionSettings> {
  /** A Kinesis event, as JSON text. */
  readonly event: string;
  /** True: predicts and answers with the predictions, writes nothing. */
  readonly dryRun: boolean;
  /** Where predictions go when not dry. */
  readonly kinesisEndpoint?: string;
  /** Takes each line that the function prints. */
  readonly onLine?: (line: string) => void;
}

/**
 * Hosts the function, runs one event through it and ends it. No stack need be up for a dry run.
 * @throws BundleBuildFailed, FunctionInitError; what the function itself throws is in the result
 */
export async function invokeOnce(options: InvokeOnceOptions): Promise<InvocationResult> {
  const { event, dryRun, kinesisEndpoint, onLine, ...given } = options;
  const settings = resolveFunctionSettings(given);
  const { directory: bundle } = await findBundle(settings.bundle, toolEnvironment());
  const place = { bundle, kinesisEndpoint, dryRun, awsAccess: awsAccess() };
  const host = await hostFunction(functionOptions(settings, place), onLine);
  try {
    return await host.invoke(event);
  } finally {
    await host.stop();
  }
}

import type { ReplayFunction } from '../../lib/quarantine/replay/ports.ts';
import type { Config } from '../config.ts';
import { FunctionWatch } from '../stack/function-watch.ts';
import type { Reporter } from '../terminal/terminal.ts';
import type { ReplayOptions } from './replay-options.ts';

/** The function that answers a replay, and how to be done with it. */
export interface OpenedTarget extends ReplayFunction {
  /** Where predictions go, for people; undefined when that is the deployed function's own affair. */
  readonly output: string | undefined;
  stop(): Promise<void>;
}

const NOT_AWS =
  'weir replay runs the function on this machine, so it does not write to AWS itself; name the deployed function with --function, or use --dry-run';

/**
 * The deployed function with --function, else the bundle, hosted here.
 * @throws UserError, BundleBuildFailed, FunctionInitError
 */
export async function openTarget(
  options: ReplayOptions,
  config: Config,
  report: Reporter,
): Promise<OpenedTarget> {
  return options.function === undefined
    ? hosted(options, config, report)
    : deployed(options.function, options.region ?? config.region, config);
}

async function deployed(functionName: string, region: string, config: Config): Promise<OpenedTarget> {
  const { lambdaFunction } = await import('./adapters/lambda-function.ts');
  const { DUMMY_CREDENTIALS } = await import('../../lib/streams/adapters/kinesis.ts');
  const isEmulator = config.lambdaEndpointUrl !== undefined && !config.hasCredentials;
  const target = lambdaFunction({
    ...{ functionName, region },
    ...(isEmulator && { credentials: DUMMY_CREDENTIALS }),
  });
  return { invoke: (payload) => target.invoke(payload), output: undefined, stop: async () => {} };
}

async function hosted(options: ReplayOptions, config: Config, report: Reporter): Promise<OpenedTarget> {
  const { outputEndpoint } = await import('../stack/output-endpoint.ts');
  const { hostInference } = await import('../../localstack/embedded/main.ts');
  const { dryRun = false, stream, order, outputFormat } = options;
  const kinesisEndpoint = dryRun ? undefined : await outputEndpoint(options, config, NOT_AWS);
  const watch = new FunctionWatch();
  const host = await hostInference({
    model: options.model,
    alias: options.alias,
    registry: options.registry ?? config.registry,
    quarantine: options.quarantine ?? config.quarantine,
    stateDirectory: config.home,
    bundle: options.bundle,
    outputStream: stream,
    region: options.region ?? config.region,
    ...{ dryRun, kinesisEndpoint },
    ...(order !== undefined && { order }),
    ...(outputFormat !== undefined && { outputFormat }),
    onLine: (line) => {
      const trouble = watch.take(line);
      if (trouble !== undefined) report.note(trouble.message);
    },
  });
  const output = kinesisEndpoint === undefined ? undefined : `${stream} at ${kinesisEndpoint}`;
  return { invoke: (payload) => host.invoke(payload), output, stop: () => host.stop() };
}

import { UserError } from '../../lib/contract/errors.ts';
import { EVENT_MAX_RECORDS } from '../../lib/contract/limits.ts';

/**
 * How a stream is fed to a function, with the names, ranges and defaults of Lambda's API.
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
 */
export interface EventSourceMappingSettings {
  /** Records of one invocation at most: 1 to 10,000. Default: 100. */
  readonly batchSize: number;
  /**
   * How long records are gathered before an invocation that is not full: 0 to 300 s. Default: 0.
   * Lambda wants at least 1 for a batch size over 10 of queues alone; streams take 0 with any size.
   */
  readonly maximumBatchingWindowInSeconds: number;
  /** Where a shard without a checkpoint starts. Default: TRIM_HORIZON. */
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  /** With ReportBatchItemFailures the answer is read; without it, every answer is success. Default: none. */
  readonly functionResponseTypes: readonly 'ReportBatchItemFailures'[];
}

export const MAPPING_DEFAULTS: EventSourceMappingSettings = {
  batchSize: 100,
  maximumBatchingWindowInSeconds: 0,
  startingPosition: 'TRIM_HORIZON',
  functionResponseTypes: [],
};

/**
 * The settings with Lambda's defaults for what is left out.
 * @throws UserError for a value that Lambda would refuse
 */
export function resolveMapping(settings: Partial<EventSourceMappingSettings>): EventSourceMappingSettings {
  const resolved = { ...MAPPING_DEFAULTS, ...settings };
  requireInteger('batchSize', resolved.batchSize, 1, EVENT_MAX_RECORDS);
  requireInteger('maximumBatchingWindowInSeconds', resolved.maximumBatchingWindowInSeconds, 0, 300);
  return resolved;
}

function requireInteger(name: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new UserError(`${name} is ${value}, but must be a whole number from ${low} to ${high}`);
}

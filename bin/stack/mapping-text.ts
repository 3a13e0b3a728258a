import { type EventSourceMappingSettings, UNLIMITED } from '../../lib/contract/event-source-mapping.ts';
import { plural } from '../terminal/format.ts';

/** An event source mapping in one line, for people. */
export function mappingText(mapping: EventSourceMappingSettings): string {
  const { batchSize, maximumBatchingWindowInSeconds: window, parallelizationFactor } = mapping;
  const { maximumRetryAttempts: retries, maximumRecordAgeInSeconds: age } = mapping;
  return [
    `batches of up to ${plural(batchSize, 'record')}`,
    ...(window > 0 ? [`gathered for ${window} s`] : []),
    ...(parallelizationFactor > 1 ? [`${parallelizationFactor} of a shard at once`] : []),
    retries === UNLIMITED ? 'retried without end' : plural(retries, 'retry', 'retries'),
    ...(age === UNLIMITED ? [] : [`records up to ${ageText(age)} old`]),
    mapping.bisectBatchOnFunctionError ? 'bisected on errors' : 'not bisected',
    ...(mapping.functionResponseTypes.length > 0 ? [] : ['partial failures not read']),
    `from ${mapping.startingPosition}`,
  ].join(', ');
}

/** 79200 → "22 h": in whole hours or minutes where it is that. */
function ageText(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

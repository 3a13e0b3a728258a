import { reasonOf, UserError } from '../../lib/contract/errors.ts';
import {
  type EventSourceMappingSettings,
  resolveMapping,
  WEIR_MAPPING,
} from '../../lib/contract/event-source-mapping.ts';
import { readText } from '../records/files.ts';

/**
 * The event source mapping's settings of a JSON file, with Weir's for what it leaves out.
 * @throws UserError that names the file, and each setting that Lambda would refuse
 */
export async function readMappingFile(file: string): Promise<EventSourceMappingSettings> {
  try {
    return resolveMapping(parse(await readText(file)), WEIR_MAPPING);
  } catch (error) {
    throw new UserError(`--mapping ${file}: ${reasonOf(error)}`, { cause: error });
  }
}

const EXPECTED = 'expected a file with an object such as {"batchSize": 100, "maximumRetryAttempts": 3}';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`it is not JSON (${reasonOf(error)}); ${EXPECTED}`, { cause: error });
  }
}

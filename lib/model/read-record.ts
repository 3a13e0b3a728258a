/**
 * From a record's bytes to a row of the model's input: the slow, obvious rules. The function's byte scanner is
 * a shortcut for the common layout; for any bytes whatever it must give what these give.
 */
export { type CarriedJson, carriedJson } from './carried-json.ts';
export { type FeatureReader, featureReader } from './feature-reader.ts';
export {
  AGGREGATE_MAGIC,
  isObject,
  isRejection,
  jsonType,
  type ParsedRecord,
  parseRecord,
  RECORD_MAX_DEPTH,
} from './parse-record.ts';

/** Service limits that more than one part depends on, each with its source. */

/** A Kinesis record's data and partition key together, in bytes. https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
export const KINESIS_RECORD_MAX_BYTES = 1_048_576;

/** Entries of one PutRecords request. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
export const PUT_RECORDS_MAX_ENTRIES = 500;

/** Bytes of one PutRecords request, partition keys included. The service takes 10 MiB; 5 MiB was the limit before. */
export const PUT_RECORDS_MAX_BYTES = 5 * 1_048_576;

/** Records that an event source mapping hands over at most. https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export const EVENT_MAX_RECORDS = 10_000;

/** Bytes of an invocation's payload. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const EVENT_MAX_BYTES = 6 * 1_048_576;

/** Sub-records of one KPL aggregate that are read: a batch of full aggregates then still fits the memory. */
export const AGGREGATE_MAX_RECORDS = 10_000;

/** The newest formats that onnxruntime 1.30 reads. */
export const ONNX_MAX_IR_VERSION = 13;
export const ONNX_MAX_OPSET = 26;
export const ONNX_ML_MAX_OPSET = 5;

/** A model file at most: INIT must load, verify and warm it in seconds, and it shares the function's memory. */
export const MODEL_MAX_BYTES = 256 * 1_048_576;

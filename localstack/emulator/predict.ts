import { setTimeout as delay } from 'node:timers/promises';
import { reasonOf } from '../../lib/contract/errors.ts';
import { putRecord } from '../../lib/streams/put-records.ts';
import { readStream } from '../../lib/streams/read-stream.ts';
import { type StreamClient, TRIM_HORIZON } from '../../lib/streams/stream-client.ts';
import { askEmulator } from './emulator-api.ts';
import type { DeployedStage } from './stage.ts';

/** The record that the README sends too. */
export const RECORD = {
  wine_features: { alcohol: 8.8, 'volatile acidity': 0.27, sulphates: 0.45 },
  customer_id: 159,
};

/** A cold start with its model, and a mapping that polls every second. */
const PREDICTION_TIMEOUT_MS = 60_000;

/** Puts the record. @returns its sequence number */
export async function putExample(client: StreamClient, { inputStream }: DeployedStage): Promise<string> {
  const data = Buffer.from(JSON.stringify(RECORD));
  const { sequenceNumber } = await putRecord(client, inputStream, { data, partitionKey: '1' });
  return sequenceNumber;
}

/**
 * The prediction of a record, as soon as it is on the output stream.
 * @throws when none comes, with what the function says when it is called by hand
 */
export async function readPrediction(
  client: StreamClient,
  stage: DeployedStage,
  endpoint: string,
  sequenceNumber: string,
): Promise<Readonly<Record<string, unknown>>> {
  const given = new AbortController();
  const timer = delay(PREDICTION_TIMEOUT_MS, undefined, { signal: given.signal })
    .then(() => given.abort())
    .catch(() => undefined);
  try {
    const options = { position: TRIM_HORIZON, signal: given.signal };
    for await (const { data } of await readStream(client, stage.outputStream, options)) {
      const prediction = JSON.parse(Buffer.from(data).toString());
      if (prediction.sequenceNumber === sequenceNumber) return prediction;
    }
  } finally {
    given.abort();
    await timer;
  }
  throw new Error(
    `no prediction of ${sequenceNumber} within ${PREDICTION_TIMEOUT_MS / 1000} s; ${await diagnosis(endpoint, stage)}`,
  );
}

/**
 * What the function says to a batch without records. A function that fails at its start leaves no other trace on
 * an emulator.
 */
export async function diagnosis(
  endpoint: string,
  { functionName }: Pick<DeployedStage, 'functionName'>,
): Promise<string> {
  try {
    const { status, headers, body } = await askEmulator(endpoint, {
      service: 'lambda',
      path: `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`,
      body: JSON.stringify({ Records: [] }),
    });
    const failure = headers.get('x-amz-function-error');
    if (status === 200 && failure === null)
      return `the function itself answers (${body}): look at the quarantine, and at the mapping with aws lambda list-event-source-mappings`;
    return `called by hand, the function fails (${failure ?? `HTTP ${status}`}): ${body}`;
  } catch (error) {
    return `the function could not be called: ${reasonOf(error)}`;
  }
}

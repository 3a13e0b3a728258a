import type { EmbeddedSettings } from './settings.ts';

/** The record that the README sends too. */
const RECORD = {
  wine_features: { alcohol: 8.8, 'volatile acidity': 0.27, sulphates: 0.45 },
  customer_id: 159,
};

/** The one shard of a stream with one, as everywhere in Kinesis. */
const FIRST_SHARD = 'shardId-000000000000';

/** Commands that a person pastes into a shell: send a record, read the prediction back. */
export interface PasteCommands {
  /** Credentials and region that the aws command wants, though kinesis-mock takes any. */
  readonly environment: string;
  readonly putWithCliV1: string;
  readonly putWithCliV2: string;
  readonly read: string;
}

/** The aws commands for a stack: CLI v1 encodes --data itself, v2 does so only when told. */
export function pasteCommands(
  endpoint: string,
  settings: Pick<EmbeddedSettings, 'inputStream' | 'outputStream' | 'region'>,
): PasteCommands {
  const { inputStream, outputStream, region } = settings;
  const aws = `aws --endpoint-url ${endpoint} kinesis`;
  const put = (flag: string) =>
    `${aws} put-record${flag} --stream-name ${inputStream} --partition-key 1 \\\n` +
    `  --data '${JSON.stringify(RECORD)}'`;
  return {
    environment: `export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=${region}`,
    putWithCliV1: put(''),
    putWithCliV2: put(' --cli-binary-format raw-in-base64-out'),
    read:
      `ITERATOR=$(${aws} get-shard-iterator --stream-name ${outputStream} \\\n` +
      `  --shard-id ${FIRST_SHARD} --shard-iterator-type TRIM_HORIZON --query ShardIterator --output text)\n` +
      `${aws} get-records --shard-iterator "$ITERATOR" --output json \\\n` +
      `  | jq -r '.Records[-1].Data' | base64 --decode | jq`,
  };
}

/** The same as one text, with a line on each. */
export function pasteText(commands: PasteCommands): string {
  return [
    '# once in a new terminal',
    commands.environment,
    '',
    '# send a record (AWS CLI v1)',
    commands.putWithCliV1,
    '# the same with AWS CLI v2',
    commands.putWithCliV2,
    '',
    '# read the latest prediction',
    commands.read,
  ].join('\n');
}

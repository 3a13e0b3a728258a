import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readStream } from '../../../lib/streams/read-stream.ts';
import { TRIM_HORIZON } from '../../../lib/streams/stream-client.ts';
import { pasteCommands, pasteText } from '../../../localstack/embedded/paste-commands.ts';
import { testKinesis } from '../../support/kinesis.ts';

const SETTINGS = { inputStream: 'weir-input', outputStream: 'weir-output', region: 'us-east-1' };
const RECORD = {
  wine_features: { alcohol: 8.8, 'volatile acidity': 0.27, sulphates: 0.45 },
  customer_id: 159,
};

test('the text holds the commands for both versions of the CLI, each with the endpoint', () => {
  const commands = pasteCommands('http://127.0.0.1:4568', SETTINGS);
  expect(pasteText(commands)).toContain(
    [
      'aws --endpoint-url http://127.0.0.1:4568 kinesis put-record --cli-binary-format raw-in-base64-out --stream-name weir-input --partition-key 1 \\',
      `  --data '${JSON.stringify(RECORD)}'`,
    ].join('\n'),
  );
  expect(commands.putWithCliV1).not.toContain('--cli-binary-format');
  expect(commands.read).toContain(`| jq -r '.Records[-1].Data' | base64 --decode | jq`);
});

const aws = spawnSync('aws', ['--version'], { encoding: 'utf8' });
const version = aws.status === 0 ? Number(/aws-cli\/(\d)/.exec(aws.stdout)?.[1]) : undefined;

// npm test needs nothing beyond npm; npm run verify always runs this, with an aws command that it brings along.
describe.runIf(version !== undefined && spawnSync('jq', ['--version']).status === 0)(
  'with the aws command at hand',
  () => {
    const kinesis = testKinesis();

    test('what is pasted puts the record, and reads the latest one back', async () => {
      const stream = await kinesis.stream();
      const commands = pasteCommands(kinesis.endpoint, {
        ...SETTINGS,
        inputStream: stream,
        outputStream: stream,
      });
      const put = version === 1 ? commands.putWithCliV1 : commands.putWithCliV2;
      const script = `set -e\n${commands.environment}\n${put} >/dev/null\n${commands.read}`;
      const { stdout } = await promisify(execFile)('bash', ['-c', script]);
      expect(JSON.parse(stdout)).toEqual(RECORD);
      for await (const record of await readStream(kinesis.client, stream, {
        position: TRIM_HORIZON,
        follow: false,
      })) {
        expect(JSON.parse(Buffer.from(record.data).toString())).toEqual(RECORD);
      }
    });
  },
);

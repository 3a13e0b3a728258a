import type { DeployResult } from './deploy.ts';
import { emulatorEnvironment } from './emulator-api.ts';
import { RECORD } from './predict.ts';

/** How to go on with a deployed stage: lines to paste into a shell. */
export function pasteText(result: DeployResult): string {
  const { endpoint, registry, quarantine, inputStream, outputStream } = result;
  const exports = {
    ...emulatorEnvironment(endpoint),
    WEIR_REGISTRY: registry,
    WEIR_QUARANTINE: quarantine,
  };
  return [
    '# once in a new terminal',
    ...Object.entries(exports).map(([name, value]) => `export ${name}=${value}`),
    '',
    '# send a record (AWS CLI v2; v1 wants no --cli-binary-format)',
    `aws kinesis put-record --stream-name ${inputStream} --partition-key 1 \\`,
    '  --cli-binary-format raw-in-base64-out \\',
    `  --data '${JSON.stringify(RECORD)}'`,
    '',
    '# read the latest prediction',
    `ITERATOR=$(aws kinesis get-shard-iterator --stream-name ${outputStream} \\`,
    '  --shard-id shardId-000000000000 --shard-iterator-type TRIM_HORIZON --query ShardIterator --output text)',
    'aws kinesis get-records --shard-iterator "$ITERATOR" --output json \\',
    "  | jq -r '.Records[-1].Data' | base64 --decode | jq",
    '',
    '# without the aws command; a new version; what was rejected',
    `echo '${JSON.stringify(RECORD)}' | npx weir send - --stream ${inputStream}`,
    `npx weir tail --stream ${outputStream} --from trim-horizon --count 1`,
    'npx weir train',
    'npx weir quarantine',
    '',
    '# take it away again',
    'npm run local:destroy',
  ].join('\n');
}

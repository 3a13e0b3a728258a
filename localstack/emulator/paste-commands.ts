import type { DeployResult } from './deploy.ts';
import { emulatorEnvironment } from './emulator-api.ts';
import { RECORD } from './predict.ts';

/** How to go on with a deployed stage: lines to paste into a shell. */
export function pasteText(result: DeployResult): string {
  const { endpoint, registry, quarantine, inputStream, outputStream, functionName } = result;
  const record = JSON.stringify(RECORD);
  const exports = {
    ...emulatorEnvironment(endpoint),
    WEIR_REGISTRY: registry,
    WEIR_QUARANTINE: quarantine,
  };
  return [
    '# once in a new terminal',
    'unset AWS_PROFILE AWS_SESSION_TOKEN',
    ...Object.entries(exports).map(([name, value]) => `export ${name}=${value}`),
    '',
    '# send a record',
    `echo '${record}' |`,
    `  aws kinesis put-record --stream-name ${inputStream} --partition-key 1 --data fileb:///dev/stdin`,
    '',
    '# read the latest prediction',
    `ITERATOR=$(aws kinesis get-shard-iterator --stream-name ${outputStream} \\`,
    '  --shard-id shardId-000000000000 --shard-iterator-type TRIM_HORIZON --query ShardIterator --output text)',
    'aws kinesis get-records --shard-iterator "$ITERATOR" --output json \\',
    "  | jq -r '.Records[-1].Data' | base64 --decode | jq",
    '',
    '# without the aws command: one record, the first prediction, a load',
    `echo '${record}' | npx weir send - --stream ${inputStream}`,
    `npx weir tail --stream ${outputStream} --from trim-horizon --count 1`,
    `npx weir load --stream ${inputStream} --output-stream ${outputStream} --duration 5 --rps 50`,
    '',
    '# a new version; what was rejected, and once more through the function',
    'npx weir train',
    'npx weir quarantine',
    `npx weir replay --all --function ${functionName}`,
    '',
    '# take it away again',
    'npm run local:destroy',
  ].join('\n');
}

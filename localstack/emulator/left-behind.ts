import { askEmulator } from './emulator-api.ts';
import { STACK_PREFIX } from './stage.ts';

interface Listing {
  readonly kind: string;
  readonly list: (endpoint: string) => Promise<readonly string[]>;
}

/** What outlives a stack when something goes wrong. */
const LISTINGS: readonly Listing[] = [
  { kind: 'bucket', list: listBuckets },
  { kind: 'stream', list: (endpoint) => listJson(endpoint, 'kinesis', 'Kinesis_20131202.ListStreams') },
  { kind: 'log group', list: (endpoint) => listJson(endpoint, 'logs', 'Logs_20140328.DescribeLogGroups') },
  { kind: 'function', list: listFunctions },
];

/** What an emulator still holds of the stage: "bucket weir-local-…", by its name. */
export async function leftBehind(endpoint: string): Promise<string[]> {
  const lists = await Promise.all(
    LISTINGS.map(async ({ kind, list }) => (await list(endpoint)).map((name) => `${kind} ${name}`)),
  );
  return lists.flat().filter((line) => line.includes(STACK_PREFIX));
}

async function listBuckets(endpoint: string): Promise<string[]> {
  const { body } = await askEmulator(endpoint, { service: 's3', method: 'GET' });
  return [...body.matchAll(/<Name>([^<]*)<\/Name>/g)].map((match) => match[1]!);
}

async function listFunctions(endpoint: string): Promise<string[]> {
  const request = { service: 'lambda', method: 'GET', path: '/2015-03-31/functions/' } as const;
  const { body } = await askEmulator(endpoint, request);
  return namesIn(body, 'FunctionName');
}

async function listJson(endpoint: string, service: string, target: string): Promise<string[]> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  const { body } = await askEmulator(endpoint, { service, headers, body: '{}' });
  return service === 'kinesis' ? (JSON.parse(body).StreamNames ?? []) : namesIn(body, 'logGroupName');
}

function namesIn(json: string, key: string): string[] {
  return [...json.matchAll(new RegExp(`"${key}":\\s*"([^"]*)"`, 'g'))].map((match) => match[1]!);
}

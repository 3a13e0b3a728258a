import { expect, test } from 'vitest';
import { readConfig, threadsFor } from '../../../lambdas/inference/config.ts';
import { UserError } from '../../../lib/contract/errors.ts';

const COMPLETE = {
  WEIR_MODEL: 'wine-quality',
  WEIR_REGISTRY: 's3://registry/prefix',
  WEIR_QUARANTINE: '/var/quarantine',
  WEIR_OUTPUT_STREAM: 'weir-output',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIA',
  AWS_SECRET_ACCESS_KEY: 'secret-of-the-role',
};

function problemsOf(variables: Record<string, string | undefined>): string {
  try {
    readConfig(variables);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
  throw new Error('the environment was taken');
}

test('what is left out has its default', () => {
  expect(readConfig(COMPLETE)).toEqual({
    model: 'wine-quality',
    alias: 'champion',
    registry: 's3://registry/prefix',
    quarantine: '/var/quarantine',
    pollMs: 60_000,
    order: 'none',
    outputFormat: 'full',
    stage: 'local',
    threads: 1,
    output: {
      streamName: 'weir-output',
      region: 'us-east-1',
      endpointUrl: undefined,
      credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret-of-the-role' },
    },
  });
});

test('what is set is taken', () => {
  const config = readConfig({
    ...COMPLETE,
    WEIR_ALIAS: 'canary',
    WEIR_POLL_SECONDS: '0',
    WEIR_ORDER: 'key',
    WEIR_OUTPUT_FORMAT: 'compact',
    WEIR_STAGE: 'prod',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '3538',
    AWS_SESSION_TOKEN: 'token',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_ENDPOINT_URL_KINESIS: 'http://127.0.0.1:4568',
  });
  expect(config).toMatchObject({ alias: 'canary', pollMs: 0, order: 'key', outputFormat: 'compact' });
  expect(config).toMatchObject({ stage: 'prod', threads: 2 });
  expect(config.output?.endpointUrl).toBe('http://127.0.0.1:4568');
  expect(config.output?.credentials.sessionToken).toBe('token');
});

test('the endpoint of all services holds for Kinesis when it has none of its own', () => {
  const config = readConfig({ ...COMPLETE, AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' });
  expect(config.output?.endpointUrl).toBe('http://127.0.0.1:4566');
});

test('an empty session token, as emulators set it, is none', () => {
  const config = readConfig({ ...COMPLETE, AWS_SESSION_TOKEN: '' });
  expect(config.output?.credentials).not.toHaveProperty('sessionToken');
});

test('a dry run needs no stream and no credentials', () => {
  const { WEIR_MODEL, WEIR_REGISTRY, WEIR_QUARANTINE } = COMPLETE;
  const config = readConfig({ WEIR_MODEL, WEIR_REGISTRY, WEIR_QUARANTINE, WEIR_DRY_RUN: 'true' });
  expect(config.output).toBeUndefined();
});

test('nothing is counted unless it is said where, and never in a dry run', () => {
  expect(readConfig(COMPLETE).profile).toBeUndefined();
  const monitored = { ...COMPLETE, WEIR_MONITORING: 's3://data' };
  expect(readConfig(monitored).profile).toEqual({
    store: 's3://data',
    everyMs: 60_000,
    logsPredictions: false,
  });
  const often = { ...monitored, WEIR_PROFILE_SECONDS: '0', WEIR_PREDICTION_LOG: 'true' };
  expect(readConfig(often).profile).toMatchObject({ everyMs: 0, logsPredictions: true });
  expect(readConfig({ ...often, WEIR_DRY_RUN: 'true' }).profile).toBeUndefined();
});

test('a prediction log without a place for it is refused', () => {
  const message = problemsOf({ ...COMPLETE, WEIR_PREDICTION_LOG: 'true' });
  expect(message).toContain('WEIR_PREDICTION_LOG is true: expected WEIR_MONITORING as well');
});

test('everything that is wrong is named at once, missing and malformed told apart', () => {
  const message = problemsOf({
    ...COMPLETE,
    WEIR_MODEL: undefined,
    WEIR_REGISTRY: '',
    WEIR_POLL_SECONDS: '1m',
    WEIR_ORDER: 'strict',
    AWS_REGION: undefined,
  });
  expect(message).toContain('WEIR_MODEL is missing: expected 1 to 63 characters');
  expect(message).toContain('WEIR_REGISTRY is "": expected s3://bucket');
  expect(message).toContain('WEIR_POLL_SECONDS is "1m": expected a whole number of seconds from 0 to 3600');
  expect(message).toContain('WEIR_ORDER is "strict": expected none or key');
  expect(message).toContain('AWS_REGION is missing');
  expect(message.split('\n')).toHaveLength(6);
});

test.each([
  ['WEIR_POLL_SECONDS', '3601'],
  ['WEIR_POLL_SECONDS', '-1'],
  ['WEIR_POLL_SECONDS', '1.5'],
  ['WEIR_MODEL', 'Wine Quality'],
  ['WEIR_REGISTRY', 'https://registry'],
  ['WEIR_QUARANTINE', 's3://'],
  ['WEIR_OUTPUT_STREAM', 'a/b'],
  ['WEIR_DRY_RUN', 'yes'],
  ['WEIR_MONITORING', 'http://data'],
  ['WEIR_PROFILE_SECONDS', '3601'],
  ['WEIR_PREDICTION_LOG', 'on'],
  ['AWS_ENDPOINT_URL', 'localhost:4566'],
  ['AWS_LAMBDA_FUNCTION_MEMORY_SIZE', '64'],
])('%s cannot be %j', (key, value) => {
  expect(problemsOf({ ...COMPLETE, [key]: value })).toContain(`${key} is ${JSON.stringify(value)}: expected`);
});

test('a message never shows a credential', () => {
  const message = problemsOf({ ...COMPLETE, WEIR_MODEL: undefined, AWS_ACCESS_KEY_ID: '' });
  expect(message).toContain('AWS_ACCESS_KEY_ID is empty');
  expect(message).not.toContain('secret-of-the-role');
});

test('settings cannot be changed once they are read', () => {
  const config = readConfig(COMPLETE);
  expect(Object.isFrozen(config)).toBe(true);
  expect(Object.isFrozen(config.output)).toBe(true);
});

test.each([
  [128, 1],
  [1769, 1],
  [3537, 1],
  [3538, 2],
  [10_240, 5],
  [32_768, 6],
])('a function of %i MB gives a session %i threads', (memoryMb, threads) => {
  expect(threadsFor(memoryMb)).toBe(threads);
});

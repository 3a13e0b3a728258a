import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../bin/config.ts';
import { resolveEndpoint } from '../../bin/endpoint.ts';
import { FunctionWatch } from '../../bin/stack/function-watch.ts';

test('an empty environment means local state, the local stack and nothing of AWS', () => {
  const config = readConfig({});
  expect(config).toMatchObject({
    home: '.weir',
    registry: join('.weir', 'registry'),
    region: 'us-east-1',
    endpointUrl: undefined,
    hasCredentials: false,
    debug: false,
  });
  expect(config.user).not.toBe('');
  expect(resolveEndpoint({}, config)).toEqual({
    url: 'http://127.0.0.1:4568',
    region: 'us-east-1',
    origin: 'the local stack',
  });
});

test('WEIR_HOME moves the registry along, WEIR_REGISTRY goes before it', () => {
  expect(readConfig({ WEIR_HOME: '/home' }).registry).toBe(join('/home', 'registry'));
  expect(readConfig({ WEIR_HOME: '/home', WEIR_REGISTRY: 's3://b' }).registry).toBe('s3://b');
  expect(readConfig({ WEIR_HOME: '' }).home).toBe('.weir');
});

test('an endpoint is the option, then that of Kinesis, then that of all services', () => {
  const both = readConfig({ AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_KINESIS: 'http://kinesis' });
  expect(resolveEndpoint({}, both).url).toBe('http://kinesis');
  expect(resolveEndpoint({ endpointUrl: 'http://told' }, both).url).toBe('http://told');
  expect(resolveEndpoint({}, readConfig({ AWS_ENDPOINT_URL: 'http://all' })).url).toBe('http://all');
});

test('AWS itself is reached by asking for it, never by leaving something out', () => {
  const config = readConfig({ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'key' });
  expect(resolveEndpoint({}, config).url).toBe('http://127.0.0.1:4568');
  expect(resolveEndpoint({ endpointUrl: 'aws' }, config)).toMatchObject({
    url: 'https://kinesis.eu-west-1.amazonaws.com',
    origin: 'AWS itself',
  });
  expect(resolveEndpoint({ endpointUrl: 'aws', region: 'us-west-2' }, config).region).toBe('us-west-2');
});

test('the function is followed by its metrics; its troubles become sentences', () => {
  const watch = new FunctionWatch();
  const metrics = { _aws: {}, RecordsPredicted: 3, RecordsRejected: [1], RecordsUnfinished: 2, version: '4' };
  expect(watch.take(JSON.stringify(metrics))).toBeUndefined();
  expect(watch.take(JSON.stringify({ ...metrics, RecordsUnfinished: 0 }))).toBeUndefined();
  expect(watch.counts).toEqual({ predicted: 6, rejected: 2, waiting: 0, version: '4' });
  const line = { level: 'ERROR', message: 'batch waits', service: 'weir', reason: 'no-champion' };
  expect(watch.take(JSON.stringify(line))).toEqual({
    level: 'ERROR',
    message: 'batch waits {"reason":"no-champion"}',
  });
  expect(watch.take('{"level":"WARN","message":"no champion yet","service":"weir"}')).toEqual({
    level: 'WARN',
    message: 'no champion yet',
  });
  expect(watch.take('a line that is no JSON')).toBeUndefined();
  expect(watch.take('{"level":"INFO","message":"batch"}')).toBeUndefined();
});

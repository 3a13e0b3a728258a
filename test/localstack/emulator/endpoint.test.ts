import { expect, test } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { emulatorEndpoint } from '../../../localstack/emulator/endpoint.ts';

test.each([
  'https://cloudformation.us-east-1.amazonaws.com',
  'https://sts.amazonaws.com/',
  'https://kinesis.cn-north-1.amazonaws.com.cn',
  'https://lambda.eu-west-1.api.aws',
])('%s is refused: it is AWS itself', (url) => {
  expect(() => emulatorEndpoint(url)).toThrow(UserError);
  expect(() => emulatorEndpoint(url)).toThrow(/AWS itself.*npx cdk deploy/);
});

test.each(['localhost:4566', 'emulator', 'ftp://127.0.0.1'])('%s is no address', (text) => {
  expect(() => emulatorEndpoint(text)).toThrow(`AWS_ENDPOINT_URL is "${text}"; expected the address`);
});

test('an emulator is taken wherever it is, without a slash at its end', () => {
  expect(emulatorEndpoint('http://127.0.0.1:4566/')).toBe('http://127.0.0.1:4566');
  expect(emulatorEndpoint('http://amazonaws.com.emulator.internal')).toBe(
    'http://amazonaws.com.emulator.internal',
  );
});

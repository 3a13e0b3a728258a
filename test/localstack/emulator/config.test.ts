import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { readEmulatorConfig } from '../../../localstack/emulator/config.ts';

test('processes get nothing that leads to a real account, nor to buckets of a stack that is gone', () => {
  const { inherited } = readEmulatorConfig({
    PATH: '/usr/bin',
    HOME: '/home/me',
    AWS_PROFILE: 'production',
    AWS_SECRET_ACCESS_KEY: 'secret',
    NODE_OPTIONS: '--inspect',
    WEIR_REGISTRY: 's3://gone',
    WEIR_DATA: 'wines.csv',
  });

  const { PATH, ...others } = inherited;
  expect(others).toEqual({ HOME: '/home/me', WEIR_DATA: 'wines.csv' });
  expect(PATH?.split(':')[0]).toBe(dirname(process.execPath));
  expect(PATH?.endsWith(':/usr/bin')).toBe(true);
});

test('an empty AWS_ENDPOINT_URL is none, and the home is absolute', () => {
  const config = readEmulatorConfig({ AWS_ENDPOINT_URL: '', WEIR_HOME: '' });

  expect(config.endpointUrl).toBeUndefined();
  expect(config.home).toMatch(/^\/.*\/\.weir$/);
});

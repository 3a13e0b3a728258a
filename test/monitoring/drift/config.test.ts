import { expect, test } from 'vitest';
import { readConfig } from '../../../monitoring/drift/config.ts';
import { readConfig as readLabelConfig } from '../../../monitoring/labels/config.ts';

const least = {
  WEIR_MONITORING: 's3://data',
  WEIR_REGISTRY: 's3://registry/prod',
  WEIR_DRIFT_MODELS: 'wine, beer',
};
const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:grafana';

test('the least that the job needs, and what is left out', () => {
  expect(readConfig({ ...least, WEIR_STAGE: '', WEIR_REPORT_URL: '' })).toEqual({
    ...{ monitoring: 's3://data', registry: 's3://registry/prod', models: ['wine', 'beer'], stage: 'local' },
    ...{ cloudwatch: false, grafana: undefined, reportUrl: undefined },
  });
});

test('addresses lose the slash at their end', () => {
  const grafana = { WEIR_GRAFANA_URL: 'https://grafana.example.com/', WEIR_GRAFANA_TOKEN_SECRET: arn };
  const read = readConfig({ ...least, ...grafana, WEIR_REPORT_URL: 'https://reports.example.com/x/' });
  expect(read.grafana).toEqual({ url: 'https://grafana.example.com', tokenSecret: arn });
  expect(read.reportUrl).toBe('https://reports.example.com/x');
});

test.each([
  [{}, /WEIR_MONITORING is missing[\s\S]*WEIR_REGISTRY is missing[\s\S]*WEIR_DRIFT_MODELS is missing/],
  [{ ...least, WEIR_DRIFT_MODELS: 'Wine!' }, /WEIR_DRIFT_MODELS is "Wine!"/],
  [{ ...least, WEIR_DRIFT_CLOUDWATCH: 'yes' }, /WEIR_DRIFT_CLOUDWATCH is "yes": expected true or false/],
  [{ ...least, WEIR_GRAFANA_URL: 'https://grafana.example.com' }, /go together/],
  [{ ...least, WEIR_REGISTRY: 'ftp://x' }, /s3:\/\/bucket/],
])('%j is refused', (environment, message) => {
  expect(() => readConfig(environment)).toThrow(message);
});

test('labels from a stream need a model and a place', () => {
  const environment = { WEIR_MODEL: 'wine', WEIR_MONITORING: 's3://data' };
  expect(readLabelConfig(environment)).toEqual({ model: 'wine', monitoring: 's3://data', stage: 'local' });
  expect(() => readLabelConfig({ WEIR_MODEL: 'wine' })).toThrow(/WEIR_MONITORING is missing/);
  expect(() => readLabelConfig({ WEIR_MONITORING: 's3://data' })).toThrow(/WEIR_MODEL/);
});

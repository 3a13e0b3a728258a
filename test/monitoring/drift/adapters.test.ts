import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { predictedRecords } from '../../../monitoring/drift/adapters/predicted-records.ts';
import { processPorts } from '../../../monitoring/drift/adapters/process-ports.ts';
import { readSecret } from '../../../monitoring/drift/adapters/secret.ts';
import { readConfig } from '../../../monitoring/drift/config.ts';

afterEach(() => void vi.unstubAllEnvs());

/** A service that answers every call so. @returns what it was asked for */
async function service(
  answer: unknown,
  onRequest: (request: IncomingMessage) => void = () => {},
): Promise<unknown[]> {
  const asked: unknown[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request)).toString();
    onRequest(request);
    asked.push([request.headers['x-amz-target'], JSON.parse(body)]);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const environment = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  return asked;
}

const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:grafana';

test('the token is the text of the secret', async () => {
  const asked = await service({ SecretString: 'glsa_abc\n' });
  expect(await readSecret(ARN)).toBe('glsa_abc');
  expect(asked).toEqual([['secretsmanager.GetSecretValue', { SecretId: ARN }]]);
});

test('a secret is asked for where it is, wherever the job runs', async () => {
  const seen: unknown[] = [];
  await service({ SecretString: 'glsa_abc' }, ({ headers }) => seen.push(headers.authorization));
  await readSecret(ARN.replace('eu-west-1', 'ap-south-1'));
  expect(seen).toEqual([expect.stringContaining('/ap-south-1/secretsmanager/')]);
});

test('a metric is a line of its own, which no console has put anything before', () => {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  onTestFinished(() => written.mockRestore());
  const place = 's3://weir-prod-data';
  const environment = { WEIR_MONITORING: place, WEIR_REGISTRY: place, WEIR_DRIFT_MODELS: 'wine' };
  processPorts(readConfig(environment)).publish?.('{"_aws":{}}');
  expect(written.mock.calls).toEqual([['{"_aws":{}}\n']]);
});

test('a secret without text says what was expected', async () => {
  await service({ SecretBinary: 'AAAA' });
  await expect(readSecret(ARN)).rejects.toThrow(/holds no text; expected the token itself/);
});

test('CloudWatch is asked for the predictions of the champion in a span, and its hours add up', async () => {
  const asked = await service({ MetricDataResults: [{ Id: 'predicted', Values: [300, 450] }] });
  const [from, to] = [new Date('2026-11-21T01:00:00Z'), new Date('2026-11-21T03:00:00Z')];
  expect(await predictedRecords('prod')('wine', from, to)).toBe(750);
  const [[, query]] = asked as [
    [string, { MetricDataQueries: { MetricStat: { Metric: object; Stat: string } }[] }],
  ];
  expect(query).toMatchObject({ StartTime: from.getTime() / 1000, EndTime: to.getTime() / 1000 });
  expect(query.MetricDataQueries).toMatchObject([
    {
      MetricStat: {
        Stat: 'Sum',
        Period: 3600,
        Metric: {
          MetricName: 'RecordsPredicted',
          Dimensions: [
            { Name: 'service', Value: 'inference' },
            { Name: 'stage', Value: 'prod' },
            { Name: 'model', Value: 'wine' },
            { Name: 'alias', Value: 'champion' },
          ],
        },
      },
    },
  ]);
});

test('where CloudWatch has no values nobody knows how many there were', async () => {
  await service({ MetricDataResults: [{ Id: 'predicted', Values: [] }] });
  expect(await predictedRecords('prod')('wine', new Date(0), new Date(1))).toBeUndefined();
});

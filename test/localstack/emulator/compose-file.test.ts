import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const LOCALSTACK = join(import.meta.dirname, '../../../localstack');
const file = readFileSync(join(LOCALSTACK, 'compose.yml'), 'utf8');

/** By name, each with its lines. */
const services = new Map(
  file
    .slice(file.indexOf('\nservices:\n'))
    .split(/\n(?= {2}\w[\w-]*:\n)/)
    .slice(1)
    .map((text) => [/^ {2}([\w-]+):/.exec(text)![1]!, text]),
);

const all = (pattern: RegExp, text = file) => [...text.matchAll(pattern)].map((match) => match[1]!);

test('LocalStack is pinned to the last release without a token, and is what comes up unasked', () => {
  expect(services.get('localstack')).toContain('image: localstack/localstack:4.14.0\n');
  const unasked = [...services].filter(([, text]) => !text.includes('profiles: [monitoring]'));
  expect(unasked.map(([name]) => name)).toEqual(['localstack']);
});

test('Prometheus, Alertmanager, Grafana and a place for mails come up together, each pinned to a release', () => {
  expect([...services.keys()]).toEqual(['localstack', 'prometheus', 'alertmanager', 'grafana', 'mail']);
  expect(all(/^ {4}image: (.*)$/gm).filter((image) => !/:v?\d+\.\d+\.\d+$/.test(image))).toEqual([]);
});

test('everything listens on this machine alone', () => {
  const ports = all(/^ {6}- "(.*:\d+)"$/gm);
  expect(ports.length).toBeGreaterThan(0);
  expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  // Who uses the network of the host names the address itself.
  const onHost = [...services.values()].filter((text) => text.includes('network_mode: host'));
  expect(onHost).toHaveLength(4);
  const addresses = all(/(?:listen-address=|_ADDR: )(.*)$/gm).filter((address) => address !== '');
  expect(addresses).toHaveLength(5);
  expect(addresses.filter((address) => !address.startsWith('127.0.0.1'))).toEqual([]);
});

test('what it mounts of the repository is there', () => {
  const mounted = all(/^ {6}- (\.\..*?):/gm);
  expect(mounted.length).toBeGreaterThan(3);
  expect(mounted.filter((path) => !existsSync(join(LOCALSTACK, path)))).toEqual([]);
});

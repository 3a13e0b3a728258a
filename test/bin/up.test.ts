import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { scratch } from './support/registries.ts';
import { ended, startWeir, weir } from './support/run-weir.ts';

/** What the stack does with records has tests of its own; here is what a person or a machine sees of it. */

test('says where everything is, for machines, and stops when told, which is how it ends well', async () => {
  const home = scratch();
  const child = startWeir(['up', '--no-train', '--port', '0', '--json'], { home });
  child.stdout?.on('data', (text: Buffer) => {
    if (text.includes('"ready":true')) child.kill('SIGTERM');
  });
  const { code, stdout } = await ended(child);
  const [ready, stopped] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(ready).toMatchObject({
    kinesis: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    inputStream: 'weir-input',
    outputStream: 'weir-output',
    model: 'wine-quality',
    registry: `${home}/registry`,
    quarantine: `${home}/quarantine`,
  });
  expect(stopped).toEqual({ stopped: true, predicted: 0, rejected: 0 });
  expect(code).toBe(0);
});

test('a taken port is a mistake, and without a champion it says that records wait', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const { code, stdout, stderr } = await weir(['up', '--no-train', '--port', String(port)], {
    home: scratch(),
  });
  expect(stdout).toMatch(/wine-quality has no champion in .*: records will wait, and none is lost/);
  expect(stderr).toMatch(new RegExp(`port ${port} is taken.*--port`));
  expect(code).toBe(2);
});

import type { ChildProcess } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { DUMMY_CREDENTIALS, openKinesis } from '../../../lib/streams/adapters/kinesis.ts';
import { putRecord } from '../../../lib/streams/put-records.ts';
import { fakeBundle } from '../../support/fake-bundle.ts';
import { survivors } from '../../support/processes.ts';
import { recordingStack } from '../../support/recording-function.ts';
import { startEmbeddedParent } from '../../support/start-embedded-parent.ts';

async function put(endpoint: string, partitionKey: string): Promise<void> {
  const client = openKinesis({ endpoint, region: 'us-east-1', credentials: DUMMY_CREDENTIALS });
  await putRecord(client, 'weir-input', { data: Buffer.from('{}'), partitionKey });
  client.close();
}

/** Ctrl-C: the terminal sends the signal to the whole process group. */
function interrupt(child: ChildProcess): void {
  process.kill(-child.pid!, 'SIGINT');
}

test('Ctrl-C finishes the batch in flight, ends all processes and exits with 0', async () => {
  const { settings, notes } = await recordingStack(700);
  const { child, pids, endpoint, printed, exited } = await startEmbeddedParent(settings);
  await put(endpoint, 'a');
  await expect.poll(notes, { timeout: 5_000 }).toEqual(['start a']);
  interrupt(child);
  expect(await exited).toEqual([0, null]);
  expect(await notes()).toEqual(['start a', 'done a']);
  expect(printed.slice(1)).toEqual([{ force: false }, { stopped: true }]);
  expect(await survivors(pids)).toEqual([]);
});

test('a second Ctrl-C cuts the batch off', async () => {
  const { settings, notes } = await recordingStack(60_000);
  const { child, pids, endpoint, printed, exited } = await startEmbeddedParent(settings);
  await put(endpoint, 'a');
  await expect.poll(notes, { timeout: 5_000 }).toEqual(['start a']);
  interrupt(child);
  await expect.poll(() => printed).toContainEqual({ force: false });
  interrupt(child);
  expect(await exited).toEqual([0, null]);
  expect(await notes()).toEqual(['start a']);
  expect(await survivors(pids)).toEqual([]);
});

test('a parent that is killed leaves no Kinesis behind, though others keep connections to it open', async () => {
  const { settings } = await recordingStack();
  const { child, pids, endpoint } = await startEmbeddedParent(settings);
  const client = openKinesis({ endpoint, region: 'us-east-1', credentials: DUMMY_CREDENTIALS });
  onTestFinished(() => client.close());
  await putRecord(client, 'weir-input', { data: Buffer.from('{}'), partitionKey: 'a' });
  child.kill('SIGKILL');
  expect(await survivors(pids)).toEqual([]);
});

test.each([
  ['waits', 'await new Promise(() => setInterval(() => {}, 1000));'],
  ['never gives the processor back', 'for (;;);'],
])('a parent that is killed leaves no process behind, though its function %s', async (_how, busy) => {
  const { settings, notes } = await recordingStack();
  const bundle = await fakeBundle(`
    import { appendFileSync } from 'node:fs';
    export const handler = async () => {
      appendFileSync(process.env.TEST_NOTES, 'busy');
      ${busy}
    };`);
  const { child, pids, endpoint } = await startEmbeddedParent({ ...settings, bundle });
  await put(endpoint, 'a');
  await expect.poll(notes, { timeout: 5_000 }).toEqual(['busy']);
  child.kill('SIGKILL');
  expect(await survivors(pids)).toEqual([]);
});

import { setTimeout as sleep } from 'node:timers/promises';
import { ENV } from '../../lib/contract/environment.ts';
import { reasonOf } from '../../lib/contract/errors.ts';
import { PlainFault } from '../terminal/faults.ts';
import { LOCAL_IMAGE } from './docker-image.ts';
import { runTool } from './run-tool.ts';

/** A cold start of the container and of the function in it. */
const TIMEOUT_MS = 60_000;
const POLL_MS = 250;

/** Where the emulator of the base image takes events. https://github.com/aws/aws-lambda-runtime-interface-emulator */
const INVOKE_PATH = '/2015-03-31/functions/function/invocations';

/** It reads and writes nothing, and has no model: its records would wait, and an empty batch is done. */
const ENVIRONMENT = {
  [ENV.model]: 'none',
  [ENV.registry]: '/tmp/registry',
  [ENV.quarantine]: '/tmp/quarantine',
  [ENV.dryRun]: 'true',
};

/**
 * Starts the image under the runtime interface emulator that is in its base, and calls it with an empty batch.
 * @throws PlainFault when it does not start, or answers anything else than that all is done
 */
export async function checkUnderEmulator(): Promise<void> {
  const variables = Object.entries(ENVIRONMENT).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const options = ['--detach', '--platform', 'linux/amd64', '--publish', '127.0.0.1::8080'];
  const container = await runTool('docker', ['run', ...options, ...variables, LOCAL_IMAGE]);
  try {
    const [address = ''] = (await runTool('docker', ['port', container, '8080/tcp'])).split('\n');
    const answer = await invoke(`http://${address}${INVOKE_PATH}`);
    if (JSON.stringify(answer) === '{"batchItemFailures":[]}') return;
    throw new PlainFault(
      `under the emulator the image answers an empty batch with ${JSON.stringify(answer)}`,
    );
  } finally {
    await runTool('docker', ['rm', '--force', container]);
  }
}

/** Until the emulator listens, it is asked again. */
async function invoke(url: string): Promise<unknown> {
  const endMs = performance.now() + TIMEOUT_MS;
  for (;;) {
    const leftMs = endMs - performance.now();
    try {
      const signal = AbortSignal.timeout(Math.max(1, Math.round(leftMs)));
      return await (await fetch(url, { method: 'POST', body: '{"Records":[]}', signal })).json();
    } catch (error) {
      if (leftMs > POLL_MS) await sleep(POLL_MS);
      else throw new PlainFault(`under the emulator the image does not answer: ${reasonOf(error)}`);
    }
  }
}

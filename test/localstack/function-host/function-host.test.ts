import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  FunctionInitError,
  type FunctionOptions,
  hostFunction,
} from '../../../localstack/function-host/function-host.ts';
import { fakeBundle } from '../../support/fake-bundle.ts';
import { isRunning, survivors } from '../../support/processes.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/** A function that does what its event says. */
const OBEDIENT = `
let invocations = 0;
export const handler = async (event, context) => {
  invocations += 1;
  switch (event.do) {
    case 'echo': return { event, invocations };
    case 'context': return { ...context, remaining: context.getRemainingTimeInMillis() };
    case 'environment': return process.env;
    case 'print': console.log('to stdout'); console.error('to stderr'); return null;
    case 'nothing': return;
    case 'throw': throw new RangeError('too far');
    case 'throw text': throw 'just text';
    case 'hang': return new Promise(() => setInterval(() => {}, 1000));
    case 'spin': for (;;);
    case 'exit': process.exit(7);
    case 'kill': process.kill(process.pid, 'SIGKILL'); return new Promise(() => {});
    case 'large': return 'x'.repeat(event.bytes);
    case 'wait': await new Promise((resolve) => setTimeout(resolve, event.ms)); return process.pid;
  }
};`;

async function host(options: Partial<FunctionOptions> = {}, onLine?: (line: string) => void) {
  const directory = options.directory ?? (await fakeBundle(OBEDIENT));
  const hosted = await hostFunction({ timeoutSeconds: 20, ...options, directory }, onLine);
  onTestFinished(() => hosted.stop());
  return {
    hosted,
    async run(event: object) {
      const result = await hosted.invoke(JSON.stringify(event));
      return result.status === 'returned' ? JSON.parse(result.payload) : result;
    },
  };
}

const failure = (errorType: string, errorMessage: unknown) => ({
  status: 'failed',
  error: expect.objectContaining({ errorType, errorMessage }),
});

test('an event goes in, the answer comes out, and the process is kept for the next', async () => {
  const { run } = await host();
  expect(await run({ do: 'echo', text: 'ä€😀' })).toEqual({
    event: { do: 'echo', text: 'ä€😀' },
    invocations: 1,
  });
  expect(await run({ do: 'echo' })).toMatchObject({ invocations: 2 });
  expect(await run({ do: 'nothing' })).toBeNull();
});

test('an event of 6 MB goes in', async () => {
  const { run } = await host();
  const answer = await run({ do: 'nothing', data: 'x'.repeat(6_000_000) });
  expect(answer).toBeNull();
});

test('the environment is that of Lambda, and nothing of the one around it', async () => {
  process.env.WEIR_TEST_SECRET = 'leaked';
  onTestFinished(() => {
    delete process.env.WEIR_TEST_SECRET;
  });
  const { hosted, run } = await host({
    memorySizeMb: 3008,
    region: 'eu-west-1',
    environment: { WEIR_MODEL: 'm' },
  });
  const environment = await run({ do: 'environment' });
  expect(environment).toMatchObject({
    AWS_LAMBDA_FUNCTION_NAME: 'weir-inference',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '3008',
    AWS_REGION: 'eu-west-1',
    AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    LAMBDA_TASK_ROOT: expect.any(String),
    _HANDLER: 'index.handler',
    TZ: ':UTC',
    WEIR_MODEL: 'm',
  });
  expect(environment.WEIR_TEST_SECRET).toBeUndefined();
  expect(hosted.pids).toHaveLength(1);
});

test('the context tells the request, the function and the time that is left', async () => {
  const { run } = await host({ timeoutSeconds: 20 });
  const context = await run({ do: 'context' });
  expect(context).toMatchObject({
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    functionName: 'weir-inference',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:weir-inference',
    memoryLimitInMB: '1769',
  });
  expect(context.remaining).toBeGreaterThan(15_000);
  expect(context.remaining).toBeLessThanOrEqual(20_000);
});

test('what a function throws is a function error, and its process goes on', async () => {
  const { run } = await host();
  expect(await run({ do: 'throw' })).toEqual(failure('RangeError', 'too far'));
  expect(await run({ do: 'throw text' })).toEqual(failure('Error', 'just text'));
  expect(await run({ do: 'echo' })).toMatchObject({ invocations: 3 });
});

test.each([['hang'], ['spin']])(
  'an invocation that takes too long (%s) fails, and its process is replaced',
  async (how) => {
    const { hosted, run } = await host({ timeoutSeconds: 0.5 });
    const before = hosted.pids;
    expect(await run({ do: how })).toEqual(
      failure('Sandbox.Timedout', expect.stringMatching(/Task timed out after 0.50 seconds$/)),
    );
    expect(await survivors(before)).toEqual([]);
    expect(await run({ do: 'echo' })).toMatchObject({ invocations: 1 });
  },
);

test.each([
  ['exit', 'Error: Runtime exited with exit code 7'],
  ['kill', 'Error: Runtime exited with signal SIGKILL'],
])('a process that dies (%s) fails its invocation and is replaced', async (how, message) => {
  const { run } = await host();
  expect(await run({ do: how })).toEqual(failure('Runtime.ExitError', message));
  expect(await run({ do: 'echo' })).toMatchObject({ invocations: 1 });
});

test('an answer over 6 MB is a function error', async () => {
  const { run } = await host();
  expect(await run({ do: 'large', bytes: 6_400_000 })).toEqual(
    failure('Function.ResponseSizeTooLarge', expect.stringContaining('6400002 bytes')),
  );
});

test('what a function prints comes out line by line', async () => {
  const lines: string[] = [];
  const { hosted, run } = await host({}, (line) => lines.push(line));
  await run({ do: 'print' });
  await hosted.stop();
  expect(lines.toSorted()).toEqual(['to stderr', 'to stdout']);
});

test('one process serves one invocation at a time; more run side by side up to the concurrency', async () => {
  const { hosted, run } = await host({ concurrency: 2 });
  const pids = await Promise.all([1, 2, 3, 4].map(() => run({ do: 'wait', ms: 50 })));
  expect(new Set(pids).size).toBe(2);
  expect(hosted.pids).toHaveLength(2);
});

test('beyond a reserved concurrency an invocation is throttled, and one comes in when there is room again', async () => {
  const { hosted, run } = await host({ concurrency: 1, beyondConcurrency: 'throttle' });
  const first = run({ do: 'wait', ms: 300 });
  expect(await run({ do: 'echo' })).toEqual({ status: 'throttled' });
  expect(await first).toBe(hosted.pids[0]);
  expect(await run({ do: 'echo' })).toMatchObject({ invocations: 2 });
});

test('an idle process that is killed from outside is replaced, and no invocation fails for it', async () => {
  const { hosted, run } = await host();
  const [before] = hosted.pids;
  process.kill(before!, 'SIGKILL');
  await expect.poll(() => hosted.pids).toEqual([]);
  expect(await run({ do: 'echo' })).toMatchObject({ invocations: 1 });
  expect(hosted.pids).not.toContain(before);
});

test('a busy process that is killed from outside fails its own invocation alone', async () => {
  const { hosted, run } = await host({ concurrency: 2 });
  const invoked = [run({ do: 'wait', ms: 1_000 }), run({ do: 'wait', ms: 1_000 })];
  await expect.poll(() => hosted.pids.length).toBe(2);
  const [killed, other] = hosted.pids;
  process.kill(killed!, 'SIGKILL');
  const results = await Promise.all(invoked);
  expect(results).toContainEqual(failure('Runtime.ExitError', 'Error: Runtime exited with signal SIGKILL'));
  expect(results).toContain(other);
});

test('a function that cannot be loaded again after a crash fails its invocations until it can', async () => {
  const flag = join(await temporaryDirectory(), 'broken');
  const directory = await fakeBundle(`
    import { existsSync } from 'node:fs';
    if (existsSync('${flag}')) throw new TypeError('no model');
    export const handler = (event) => (event.do === 'exit' ? process.exit(7) : 'well');`);
  const { run } = await host({ directory, beyondConcurrency: 'throttle' });
  await writeFile(flag, '');
  expect(await run({ do: 'exit' })).toEqual(failure('Runtime.ExitError', expect.any(String)));
  for (let tries = 0; tries < 2; tries++) expect(await run({})).toEqual(failure('TypeError', 'no model'));
  await rm(flag);
  expect(await run({})).toBe('well');
});

test.each([
  ['throws', `throw new TypeError('no model');`, 'TypeError: no model'],
  ['has no handler', `export const other = 1;`, 'Runtime.HandlerNotFound: index.handler is not a function'],
  ['takes a callback', `export const handler = (a, b, c) => c();`, 'Runtime.CallbackHandlerDeprecated'],
  ['cannot be read', `export const = ;`, 'SyntaxError'],
  ['exits', `process.exit(3);`, 'Runtime.ExitError: Error: Runtime exited with exit code 3'],
])('a function that %s while it loads is refused with the reason', async (_name, source, message) => {
  const directory = await fakeBundle(source);
  const hosting = hostFunction({ directory });
  await expect(hosting).rejects.toThrow(FunctionInitError);
  await expect(hosting).rejects.toThrow(message);
});

test('a function that does not load in time is refused', async () => {
  const directory = await fakeBundle('await new Promise((resolve) => setTimeout(resolve, 60_000));');
  await expect(hostFunction({ directory, initTimeoutSeconds: 0.5 })).rejects.toThrow(
    'did not load within 0.5 s',
  );
});

test('stop does not wait for a process that is loading, and leaves none behind', async () => {
  const notes = join(await temporaryDirectory(), 'pid');
  const directory = await fakeBundle(`
    import { existsSync, writeFileSync } from 'node:fs';
    const again = existsSync('${notes}');
    writeFileSync('${notes}', String(process.pid));
    if (again) await new Promise(() => setInterval(() => {}, 1000));
    export const handler = () => process.exit(1);`);
  const { hosted, run } = await host({ directory, initTimeoutSeconds: 60 });
  const [first] = hosted.pids;
  await run({});
  const invoking = run({});
  const loading = async () => Number(await readFile(notes, 'utf8'));
  await expect.poll(loading, { timeout: 5_000 }).not.toBe(first);
  const pid = await loading();
  const startedMs = performance.now();
  await hosted.stop();
  expect(performance.now() - startedMs).toBeLessThan(3_000);
  expect(await invoking).toEqual(failure('Runtime.ExitError', expect.any(String)));
  expect(await survivors([pid])).toEqual([]);
});

test.each([
  ['stays in its group, and it is killed too', false, 0],
  ['left its group, and its hold on the output is given up', true, 1],
])('a process that the function started does not keep it: one that %s', async (_name, detached, left) => {
  const { hosted, run } = await host({
    timeoutSeconds: 1,
    directory: await fakeBundle(`
      import { spawn } from 'node:child_process';
      const started = spawn('sleep', ['30'], { stdio: 'inherit', detached: ${detached} });
      export const handler = (event) => (event.do === 'pid' ? started.pid : new Promise(() => {}));`),
  });
  const pid = await run({ do: 'pid' });
  onTestFinished(() => {
    if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  });
  const startedMs = performance.now();
  expect(await run({})).toEqual(failure('Sandbox.Timedout', expect.any(String)));
  await hosted.stop();
  expect(performance.now() - startedMs).toBeLessThan(5_000);
  expect(await survivors([pid], left === 0 ? 5_000 : 0)).toHaveLength(left);
});

test('stop leaves no process behind, one that is busy included, and nothing is invoked afterwards', async () => {
  const { hosted, run } = await host({ concurrency: 2 });
  const cutOff = [run({ do: 'spin' }), run({ do: 'wait', ms: 60_000 })];
  await expect.poll(() => hosted.pids.length).toBe(2);
  const pids = hosted.pids;
  await hosted.stop();
  expect(await survivors(pids)).toEqual([]);
  for (const result of await Promise.all(cutOff))
    expect(result).toEqual(failure('Runtime.ExitError', expect.any(String)));
  expect(await run({ do: 'echo' })).toEqual(failure('Host.Stopped', expect.any(String)));
});

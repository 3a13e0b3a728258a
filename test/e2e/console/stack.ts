import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DirectoryStore } from '../../../lib/registry/adapters/directory.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { DUMMY_CREDENTIALS, openKinesis } from '../../../lib/streams/adapters/kinesis.ts';
import { putRecords } from '../../../lib/streams/put-records.ts';
import { startWeir } from '../../bin/support/run-weir.ts';
import { must } from '../scene.ts';

/** A stack as `npm start` makes it, with what a person would have beside it. */
export interface ConsoleStack {
  readonly home: string;
  /** Of the console, such as http://127.0.0.1:41234. */
  readonly console: string;
  readonly kinesis: string;
  readonly registry: ModelRegistry;
  /** Puts records on the input stream, as any producer does. */
  put(...records: readonly string[]): Promise<void>;
  /** What it printed so far. */
  readonly printed: () => string;
  /** @returns the exit code, after SIGTERM */
  stop(): Promise<number | null>;
  remove(): void;
}

/** Starts `weir up` in a directory of its own, with the wine data that WEIR_DATA names, else the synthetic ones. */
export async function startConsoleStack(): Promise<ConsoleStack> {
  const home = mkdtempSync(join(tmpdir(), 'weir-console-'));
  const { WEIR_DATA } = process.env;
  const environment = WEIR_DATA === undefined ? {} : { WEIR_DATA };
  const child = startWeir(['up', '--port', '0', '--console-port', '0', '--json'], { home, environment });
  let printed = '';
  child.stderr?.on('data', (text: Buffer) => {
    printed += text;
  });
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
  const ready = await new Promise<{ console: string; kinesis: string }>((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      printed += `${line}\n`;
      if (line.includes('"ready":true')) resolve(JSON.parse(line));
    });
    void exited.then((code) => reject(new Error(`weir up ended with ${code}:\n${printed}`)));
  });
  must(typeof ready.console === 'string', `there is no console: ${printed}`);
  const client = openKinesis({
    endpoint: ready.kinesis,
    region: 'us-east-1',
    credentials: DUMMY_CREDENTIALS,
  });
  return {
    ...{ home, console: ready.console, kinesis: ready.kinesis },
    registry: new ModelRegistry(new DirectoryStore(join(home, 'registry'))),
    async put(...records) {
      const entries = records.map((record) => ({ data: Buffer.from(record), partitionKey: '1' }));
      await putRecords(client, 'weir-input', entries);
    },
    printed: () => printed,
    async stop() {
      child.kill('SIGTERM');
      client.close();
      return exited;
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

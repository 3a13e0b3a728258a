import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import type { StreamClient } from '../../lib/streams/stream-client.ts';
import { type EmbeddedSettings, startEmbedded } from '../../localstack/embedded/main.ts';
import type { Config } from '../config.ts';
import { connect } from '../kinesis.ts';
import { rejectedIds } from './rejected-ids.ts';

/** A stack of the demo's own: its port, streams, quarantine and windows are nobody else's, and go with it. */
export interface OwnStack {
  readonly client: StreamClient;
  /** Such as http://127.0.0.1:40123. */
  readonly url: string;
  readonly input: string;
  readonly output: string;
  /** Where all that it keeps is: gone when it was stopped. */
  readonly stateDirectory: string;
  /** Ids of the records that are in quarantine. */
  rejectedIds(): Promise<ReadonlySet<string>>;
  /** @param force what is in flight is of no use any more */
  stop(force: boolean): Promise<void>;
}

/** @param settingsIn what else to set, given the directory of the stack's state */
export async function startOwnStack(
  model: string,
  settingsIn: (stateDirectory: string) => Partial<EmbeddedSettings>,
  config: Config,
): Promise<OwnStack> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'weir-demo-'));
  const remove = () => rm(stateDirectory, { recursive: true, force: true });
  try {
    const settings = { ...settingsIn(stateDirectory), kinesisPort: 0, stateDirectory, model };
    const stack = await startEmbedded(settings);
    const { kinesis: url, quarantine } = stack.endpoints;
    const { inputStream: input, outputStream: output, region } = stack.settings;
    const client = connect({ url, region, origin: 'the demo' }, config);
    return {
      ...{ client, url, input, output, stateDirectory },
      rejectedIds: () => rejectedIds(openStore(quarantine), model),
      async stop(force) {
        client.close();
        await stack.stop({ force });
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

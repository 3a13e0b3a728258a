import { connect } from 'node:net';
import { UserError } from '../../lib/contract/errors.ts';
import type { EmulatorConfig } from './config.ts';
import { answeringEndpoint } from './endpoint.ts';
import { LocalStackUnavailable, startLocalStack } from './localstack.ts';
import {
  installMinistack,
  MINISTACK_VERSION,
  MinistackUnavailable,
  startDetachedMinistack,
} from './ministack.ts';
import { emulatorDirectory, findRunning, noteRunning, type RunningEmulator } from './running.ts';

/** Where emulators listen unless told otherwise. */
export const DEFAULT_PORT = 4566;

export interface Emulator {
  readonly endpoint: string;
  /** How it came to be this one, for a person. */
  readonly origin: string;
}

/** Neither emulator can be had here. */
export class EmulatorUnavailable extends Error {
  override readonly name = 'EmulatorUnavailable';
}

export interface ObtainOptions {
  readonly config: EmulatorConfig;
  /** Of an emulator that is started: 1 to 65,535. */
  readonly port: number;
  /** Told what is tried, and why the next thing is. */
  readonly note: (line: string) => void;
}

/**
 * The emulator that AWS_ENDPOINT_URL names if it is set, else the one that an earlier command left running,
 * else a new MiniStack, else a new LocalStack. What is started stays until local:destroy.
 * @throws EmulatorUnavailable when none can be had; UserError when AWS_ENDPOINT_URL does not answer or the port is taken
 */
export async function obtainEmulator({ config, port, note }: ObtainOptions): Promise<Emulator> {
  if (config.endpointUrl !== undefined)
    return { endpoint: await answeringEndpoint(config.endpointUrl), origin: 'by AWS_ENDPOINT_URL' };
  const running = await findRunning(config.home);
  if (running !== undefined)
    return { endpoint: running.endpoint, origin: `${running.kind}, running already` };
  if (await isTaken(port))
    throw new UserError(
      `port ${port} is taken; if an emulator listens there, name it by AWS_ENDPOINT_URL=http://127.0.0.1:${port}, else choose another port with --port`,
    );
  const started = await start({ config, port, note });
  await noteRunning(config.home, started);
  return { endpoint: started.endpoint, origin: `${started.kind}, started` };
}

async function start({ config, port, note }: ObtainOptions): Promise<RunningEmulator> {
  try {
    note(`MiniStack ${MINISTACK_VERSION} from PyPI, in a virtual environment of its own`);
    await installMinistack();
    const { endpoint, pid } = await startDetachedMinistack(port, emulatorDirectory(config.home));
    return { kind: 'MiniStack', endpoint, pid };
  } catch (error) {
    if (!(error instanceof MinistackUnavailable)) throw error;
    note(`no MiniStack (${error.message}): trying LocalStack`);
    return { kind: 'LocalStack', endpoint: await localStackElse(error, port) };
  }
}

async function localStackElse(noMinistack: MinistackUnavailable, port: number): Promise<string> {
  try {
    return await startLocalStack(port);
  } catch (error) {
    if (!(error instanceof LocalStackUnavailable)) throw error;
    throw new EmulatorUnavailable(
      `no emulator can be had here: MiniStack wants python3 and PyPI, LocalStack wants Docker\n${noMinistack.message}\n${error.message}`,
      { cause: error },
    );
  }
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
    socket.once('connect', () => socket.destroy());
  });
}

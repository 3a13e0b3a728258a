import { openStore } from '../../lib/registry/adapters/open-store.ts';
import { DEFAULT_CONSOLE_PORT } from '../../localstack/console/listen.ts';
import { type Console, startConsole } from '../../localstack/console/server.ts';
import type { EmbeddedStack } from '../../localstack/embedded/main.ts';
import type { Config } from '../config.ts';
import { consolePorts } from '../console/console-ports.ts';
import { connect } from '../kinesis.ts';
import { openRegistry } from '../registry.ts';
import { DriftSchedule } from './drift-schedule.ts';
import { embeddedDriftJob } from './embedded-drift-job.ts';
import { driftJobTrouble, type Notice } from './notice.ts';
import type { StackWatch } from './stack-watch.ts';

export interface ServeOptions {
  readonly stack: EmbeddedStack;
  /** It may still be loaded. */
  readonly watch: Promise<StackWatch>;
  readonly config: Config;
  /** Undefined: nobody asked for one. */
  readonly port: number | undefined;
  readonly tell: (notice: Notice) => void;
}

/** The console with the drift job behind it. */
export interface ServedConsole {
  /** Undefined when its port is another program's. */
  readonly console: Console | undefined;
  stop(): Promise<void>;
}

/**
 * Serves the console and runs the drift job by the hour. A port that nobody asked for and that is taken gives way to
 * a free one; one that was asked for does not: whoever names a port looks there.
 */
export async function serveConsole({
  stack,
  watch,
  config,
  port,
  tell,
}: ServeOptions): Promise<ServedConsole> {
  const { model, region, registry: registryPlace } = stack.settings;
  const client = connect({ url: stack.endpoints.kinesis, region, origin: 'the local stack' }, config);
  const registry = openRegistry(registryPlace);
  const monitoring = openStore(config.monitoring);
  const now = () => new Date();
  const job = embeddedDriftJob({
    model,
    monitoring,
    registry,
    now,
    publish: (line) => void watch.then((taker) => taker.take(line)),
  });
  const schedule = new DriftSchedule({
    run: job.run,
    now: Date.now,
    onFailure: (reason) => tell(driftJobTrouble(reason)),
  });
  schedule.start();
  const ports = consolePorts({ stack, watch, config, client, registry, monitoring, job, schedule });
  const start = (on: number) =>
    startConsole(ports, { port: on, onTrouble: (reason) => tell({ text: `console: ${reason}` }) });
  const wanted = port ?? DEFAULT_CONSOLE_PORT;
  const first = await start(wanted);
  if (first === undefined) tell({ text: takenText(wanted, port !== undefined) });
  const console = first ?? (port === undefined ? await start(0) : undefined);
  return {
    console,
    async stop() {
      await Promise.all([console?.close(), schedule.stop()]);
      client.close();
    },
  };
}

function takenText(port: number, isAskedFor: boolean): string {
  const taken = `the console's port ${port} is taken (another "weir up"?)`;
  return isAskedFor
    ? `${taken}: the stack goes on without a console; --console-port 0 takes a free one`
    : `${taken}: it takes a free one; --console-port <n> chooses one`;
}

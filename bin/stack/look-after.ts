import { reasonOf } from '../../lib/contract/errors.ts';
import type { EmbeddedStack, StackEvent } from '../../localstack/embedded/main.ts';
import type { Config } from '../config.ts';
import { alarmNotice, alarmsTrouble, type Notice } from './notice.ts';
import type { ServedConsole } from './serve-console.ts';
import type { StackWatch } from './stack-watch.ts';

export interface CareOptions {
  readonly model: string;
  /** False: nothing of this is wanted. */
  readonly console: boolean;
  /** Undefined: the usual one, or a free one. */
  readonly consolePort?: number;
  readonly config: Config;
  /** Tells of alarms and troubles. */
  readonly tell: (notice: Notice) => void;
}

/** Console, metrics, alarms and drift job of a stack, from before its start until after its end. */
export interface StackCare {
  take(event: StackEvent): void;
  /** @returns the console's address; undefined when there is none */
  begin(stack: EmbeddedStack): Promise<string | undefined>;
  end(): Promise<void>;
}

/**
 * Looks after a stack. What that takes is loaded when the stack is up and said to be: it starts as fast as without.
 */
export function lookAfter(options: CareOptions): StackCare {
  if (!options.console)
    return { take: () => undefined, begin: async () => undefined, end: async () => undefined };
  const early: string[] = [];
  const watching = Promise.withResolvers<StackWatch>();
  // Whoever needs it is told why there is none.
  watching.promise.catch(() => undefined);
  let watch: StackWatch | undefined;
  let served: ServedConsole | undefined;
  let isWatching = true;
  let starting: Promise<unknown> = Promise.resolve();

  async function startWatch(stack: EmbeddedStack): Promise<void> {
    watch = await loadWatch(options, stack);
    for (const line of early.splice(0)) watch.take(line);
    watch.start();
    watching.resolve(watch);
  }

  return {
    take(event) {
      if (event.type !== 'function-log' || !isWatching) return;
      if (watch === undefined) early.push(event.line);
      else watch.take(event.line);
    },
    async begin(stack) {
      const { config, consolePort: port, tell } = options;
      const { serveConsole } = await import('./serve-console.ts');
      served = await serveConsole({ stack, watch: watching.promise, config, port, tell });
      const soon = new Promise((resolve) => setImmediate(resolve));
      starting = soon
        .then(() => startWatch(stack))
        .catch((error: unknown) => {
          tell(alarmsTrouble(`there are no metrics and alarms: ${reasonOf(error)}`));
          watching.reject(error);
          isWatching = false;
        });
      return served.console?.address;
    },
    async end() {
      // One that began after the end would leave its states behind.
      await starting;
      await Promise.all([served?.stop(), watch?.stop()]);
    },
  };
}

async function loadWatch({ config, tell }: CareOptions, { settings }: EmbeddedStack): Promise<StackWatch> {
  const { watchStack } = await import('./stack-watch.ts');
  return watchStack({
    ...{ model: settings.model, alias: settings.alias, home: config.home, now: () => new Date() },
    onAlarm: (change) => tell(alarmNotice(change)),
    onTrouble: (reason) => tell(alarmsTrouble(reason)),
  });
}

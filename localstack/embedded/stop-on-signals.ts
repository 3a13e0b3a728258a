import type { EmbeddedStack } from './main.ts';

/** What of a process is needed: `process` itself, or a stand-in. */
export interface SignalSource {
  on(signal: StopSignal, listener: () => void): unknown;
  off(signal: StopSignal, listener: () => void): unknown;
}

type StopSignal = (typeof STOP_SIGNALS)[number];
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Waits until Ctrl-C (SIGINT, SIGTERM or SIGHUP) and stops the stack: the first finishes the batch in flight,
 * the second cuts it off. Resolves when all is ended.
 * @param onStopping is told of each signal, so that a person sees what the next one does
 * @throws what made the stack end by itself, after the rest was stopped
 */
export async function stopOnSignals(
  stack: EmbeddedStack,
  onStopping: (force: boolean) => void,
  signals: SignalSource = process,
): Promise<void> {
  let count = 0;
  const stop = () => {
    const force = count++ > 0;
    onStopping(force);
    stack.stop({ force }).catch(() => undefined);
  };
  for (const signal of STOP_SIGNALS) signals.on(signal, stop);
  try {
    await stack.ended;
  } finally {
    await stack.stop().finally(() => {
      for (const signal of STOP_SIGNALS) signals.off(signal, stop);
    });
  }
}

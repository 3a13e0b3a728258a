/** Asks again and again, a while after each answer, and not at all while nobody looks. */
export interface Polling {
  /** Asks at once. */
  now(): void;
  /** Whether it goes on by itself. */
  set(running: boolean): void;
}

/** After a failure: soon enough to be back, seldom enough not to hammer a stack that starts. */
const AFTER_FAILURE_MS = 2_000;

/**
 * @param ask never rejects; answers whether it got an answer
 * @param everyMs after an answer
 */
export function polling(ask: () => Promise<boolean>, everyMs: number): Polling {
  let timer: number | undefined;
  let isAsking = false;
  let isRunning = true;

  async function turn(): Promise<void> {
    if (isAsking) return;
    clearTimeout(timer);
    isAsking = true;
    const isAnswered = await ask();
    isAsking = false;
    if (isRunning && !document.hidden) timer = setTimeout(turn, isAnswered ? everyMs : AFTER_FAILURE_MS);
  }

  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && isRunning) void turn();
  });
  return {
    now: () => void turn(),
    set(running) {
      isRunning = running;
      clearTimeout(timer);
      if (running) void turn();
    },
  };
}

export interface Ends {
  /** What the task's work hears of. */
  readonly stop: AbortController;
  /** Called when the work does not hear. */
  readonly giveUp: () => void;
}

/** As long as ECS waits after it has asked a task to stop. */
const GRACE_SECONDS = 120;

/** Ends a task whose time is over, whether or not anybody stops it: one that hangs would cost money for ever. */
export function endAfter(seconds: number, { stop, giveUp }: Ends): void {
  const tell = () => stop.abort(new Error(`the task has run for ${seconds} s, which is its time`));
  setTimeout(tell, seconds * 1_000).unref();
  setTimeout(giveUp, (seconds + GRACE_SECONDS) * 1_000).unref();
}

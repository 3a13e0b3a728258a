/** How a task ends. Step Functions takes every code but 0 for a failure, and starts the task again. */
export const EXIT = {
  done: 0,
  /** Something broke. */
  fault: 1,
  /** The run was asked for wrongly: see the last line of the log. */
  mistake: 2,
  /** Stopped by SIGTERM, as Spot does it; the trial was handed back. 128 and the signal's number, as shells tell it. */
  stopped: 143,
} as const;

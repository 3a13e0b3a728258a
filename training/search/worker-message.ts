/** What a worker process says to the one that started it. */
export interface WorkerMessage {
  readonly kind: 'fault';
  readonly reason: string;
}

/** How a worker process ends. */
export const WORKER_EXIT = {
  /** The search has ended, or the worker was asked to stop. */
  done: 0,
  /** Another start may help. */
  fault: 1,
  /** A person must mend something: another start does not help. */
  mistake: 2,
} as const;

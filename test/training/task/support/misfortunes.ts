import { commandOf, environmentOf, type RunTask } from './ecs.ts';

/** What happens to a task that ECS is asked for. */
export type Fate =
  /** There is no place for it. */
  | 'no-capacity'
  /** ECS refuses to start it, with this error. */
  | `refused: ${string}`
  /** It ends before it has done anything. */
  | 'crash'
  /** It is told to stop in the middle of its work. */
  | 'spot'
  /** Its time is over before it ends. */
  | 'late'
  | 'runs';

/** What happens to the tasks of a run, in the order of their starts; after that they run. By "worker 1", "prepare", … */
export type Misfortunes = Readonly<Record<string, readonly Fate[]>>;

const times = (count: number, fate: Fate): readonly Fate[] => Array<Fate>(count).fill(fate);

/**
 * A bad day: nothing gets its place at once, the first worker crashes, Spot takes the second one's, the third dies as
 * often as it is started.
 */
export const BAD_DAY: Misfortunes = {
  prepare: [...times(3, 'no-capacity'), 'crash'],
  'worker 1': [...times(11, 'no-capacity'), 'crash'],
  'worker 2': [...times(11, 'no-capacity'), 'spot'],
  'worker 3': times(100, 'crash'),
  finalize: [...times(3, 'no-capacity'), 'crash'],
};

/** The name of a task in misfortunes. */
export function nameOf(task: RunTask): string {
  const command = commandOf(task);
  return command === 'worker' ? `worker ${environmentOf(task).WEIR_WORKER}` : command;
}

/** Deals out misfortunes. */
export class Fates {
  /** All starts and what came of them: "worker 1: crash". */
  readonly log: string[] = [];
  readonly #left: Map<string, Fate[]>;

  constructor(misfortunes: Misfortunes) {
    this.#left = new Map(Object.entries(misfortunes).map(([name, fates]) => [name, [...fates]]));
  }

  next(task: RunTask): Fate {
    const name = nameOf(task);
    const fate = this.#left.get(name)?.shift() ?? 'runs';
    this.log.push(`${name}: ${fate}`);
    return fate;
  }
}

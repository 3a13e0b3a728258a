import { randomUUID } from 'node:crypto';
import type { AlarmStates } from '../../lib/contract/alarms.ts';
import { UserError } from '../../lib/contract/errors.ts';
import { isAlive, readStateFile, removeStateFile, writeStateFile } from './state-file.ts';

export interface StateKeeperOptions {
  /** The local state. */
  readonly directory: string;
  readonly model: string;
}

/** The states of one stack in the file of its model, which belongs to one stack at a time. */
export class StateKeeper {
  readonly #options: StateKeeperOptions;
  readonly #writer = randomUUID();

  constructor(options: StateKeeperOptions) {
    this.#options = options;
  }

  /** What this stack wrote, with the tests that somebody put into it since; none while the file is another's. */
  async read(): Promise<AlarmStates> {
    const { directory, model } = this.#options;
    const file = await readStateFile(directory, model);
    return file?.writer === this.#writer ? file.alarms : {};
  }

  /** @throws UserError while the file is that of another stack, which runs */
  async write(alarms: AlarmStates, at: Date): Promise<void> {
    const { directory, model } = this.#options;
    // One that nobody can read is nobody's.
    const before = await readStateFile(directory, model).catch(() => undefined);
    if (before !== undefined && before.writer !== this.#writer && isAlive(before, at))
      throw new UserError(
        `"weir alarms" shows the alarms of another stack that serves ${model} from ${directory} (or ended within the last half minute without a farewell), and not those of this one: end one of them, or give this one a WEIR_HOME of its own`,
      );
    const aliveAt = at.toISOString();
    await writeStateFile(directory, { schema: 1, model, writer: this.#writer, aliveAt, alarms });
  }

  /** Removes the file, unless it is another's. */
  async remove(): Promise<void> {
    const { directory, model } = this.#options;
    const file = await readStateFile(directory, model);
    if (file?.writer === this.#writer) await removeStateFile(directory, model);
  }
}

import { residentBytes } from '../../../training/publish/resident-bytes.ts';

/** The most memory that was seen, in bytes, of whatever ran under a name. */
export class MemoryWatch<Name extends string> {
  readonly #peaks = new Map<Name, number>();

  get peaks(): ReadonlyMap<Name, number> {
    return this.#peaks;
  }

  /** Looks at processes now; one that has just ended is passed over. */
  async look(name: Name, pids: readonly number[]): Promise<void> {
    const sizes = await Promise.all(pids.map(residentBytes));
    this.#peaks.set(name, Math.max(this.#peaks.get(name) ?? 0, ...sizes.map((bytes) => bytes ?? 0)));
  }
}

import type { Alias } from '../../../lib/contract/alias.ts';
import { type GetOptions, NOT_MODIFIED } from '../../../lib/registry/object-store.ts';
import { within } from './within.ts';

/** What the pointer needs of the registry. */
export interface AliasSource {
  alias(
    model: string,
    alias: string,
    options?: GetOptions,
  ): Promise<{ readonly alias: Alias; readonly etag: string } | typeof NOT_MODIFIED | undefined>;
}

export interface PointerSettings {
  readonly model: string;
  readonly alias: string;
  /** Time between two looks, in milliseconds; 0: a look at each batch. */
  readonly pollMs: number;
  /** Wall-clock milliseconds: a monotonic clock may stand still while a sandbox is frozen. */
  readonly now: () => number;
}

/** The alias as this sandbox knows it. It is looked at inside an invocation: timers freeze between them. */
export class AliasPointer {
  readonly #source: AliasSource;
  readonly #settings: PointerSettings;
  #known: { readonly alias: Alias; readonly etag: string } | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(source: AliasSource, settings: PointerSettings) {
    this.#source = source;
    this.#settings = settings;
  }

  /** The alias when it was last seen; undefined before, and while there is none. */
  get alias(): Alias | undefined {
    return this.#known?.alias;
  }

  /** Whether it is time for another look; also when the clock was set back. */
  isDue(): boolean {
    const age = this.#settings.now() - this.#lookedAt;
    return age >= this.#settings.pollMs || age < 0;
  }

  /**
   * Looks at the alias once, with a conditional GET.
   * @throws whatever keeps the answer away, TimeOver included; what is known stays known
   */
  async look(timeoutMs: number): Promise<Alias | undefined> {
    this.#lookedAt = this.#settings.now();
    const { model, alias } = this.#settings;
    const condition = this.#known === undefined ? {} : { ifNoneMatch: this.#known.etag };
    const found = await within(timeoutMs, this.#source.alias(model, alias, { ...condition, timeoutMs }));
    if (found !== NOT_MODIFIED) this.#known = found;
    return this.alias;
  }
}

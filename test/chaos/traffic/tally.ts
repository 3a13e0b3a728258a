import { Account } from '../../../lib/accounting/account.ts';
import { readLedger } from '../../../lib/accounting/ledger.ts';
import type { Verdict } from '../../../lib/accounting/verdict.ts';
import { keys } from '../../../lib/contract/keys.ts';
import type { Order } from '../../../lib/contract/prediction.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../../lib/registry/object-store.ts';
import type { StreamTail } from '../streams/chaos-streams.ts';
import { MARK_KEY, MODEL } from './model.ts';

export interface TallyOptions {
  readonly order: Order;
  readonly output: StreamTail;
  /** Of the rejected records and the failed batches. */
  readonly store: ObjectStore;
  readonly ledgerFile: string;
}

/** Reads what a run leaves behind while it runs, and judges it at its end. */
export class Tally {
  readonly #options: TallyOptions;
  readonly #account: Account;
  readonly #objects = new Set<string>();

  constructor(options: TallyOptions) {
    this.#options = options;
    this.#account = new Account({ order: options.order, markKey: MARK_KEY });
  }

  /** Ids that were predicted by now. */
  get predicted(): number {
    return this.#account.seen.predicted;
  }

  /** Ids that were predicted, rejected or given up by now, as far as they were read. */
  get answered(): number {
    return this.#account.seen.answered;
  }

  get repeats(): number {
    return this.#account.seen.repeats;
  }

  /** Reads what is new on the output stream. @returns false when nothing was */
  async readOutput(): Promise<boolean> {
    const records = await this.#options.output.read();
    for (const record of records) this.#account.predicted(record);
    return records.length > 0;
  }

  /** Reads the objects that are new in the quarantine and in the destination. */
  async readStore(): Promise<void> {
    await this.#readObjects(keys.quarantinePrefix(MODEL), (text, key) => {
      for (const line of text.trimEnd().split('\n')) this.#account.quarantined(line, key);
    });
    await this.#readObjects(keys.failedBatchesPrefix(), (text, key) => {
      this.#account.failed(JSON.parse(text), key);
    });
  }

  /** Holds everything against the ledger. */
  async verdict(): Promise<Verdict> {
    for await (const entries of readLedger(this.#options.ledgerFile)) this.#account.acknowledged(entries);
    return this.#account.verdict();
  }

  async #readObjects(prefix: string, take: (text: string, key: string) => void): Promise<void> {
    const { store } = this.#options;
    const found = await Array.fromAsync(store.list(prefix), ({ key }) => key);
    for (const key of found.filter((key) => !this.#objects.has(key))) {
      const object = await store.get(key);
      if (object === undefined || object === NOT_MODIFIED) continue;
      take(Buffer.from(object.body).toString(), key);
      this.#objects.add(key);
    }
  }
}

/** Reads of one look under way at once: enough to hide the way to the store, few enough not to be slowed down. */
const LANES = 8;

/** Does work for all items, a few at a time. @throws what the first failing work threw */
export async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const lane = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(LANES, items.length) }, lane));
}

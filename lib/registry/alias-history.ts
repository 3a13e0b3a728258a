import type { AliasMove } from '../contract/alias.ts';
import { keys } from '../contract/keys.ts';
import { encodeJson } from './json.ts';
import { type ObjectStore, PreconditionFailed } from './object-store.ts';

/**
 * Writes the history objects of an alias's latest moves where they are missing. They are derived: the alias file
 * is the truth, and a move counts as soon as that is written. So a fault here fails no move; the next move
 * repairs it, up to MAX_MOVES moves later.
 *
 * @param moves newest first, as the alias file has them
 */
export async function repairHistory(
  store: ObjectStore,
  model: string,
  alias: string,
  moves: readonly AliasMove[],
): Promise<void> {
  try {
    const missing = await missingMoves(store, model, alias, moves);
    for (const move of missing) await writeHistory(store, keys.history(model, alias, move.sequence), move);
  } catch {
    // Left to the next move; see above.
  }
}

async function missingMoves(
  store: ObjectStore,
  model: string,
  alias: string,
  moves: readonly AliasMove[],
): Promise<AliasMove[]> {
  const oldest = moves.at(-1)?.sequence ?? 1;
  const startAfter = keys.history(model, alias, oldest - 1);
  const present = new Set<string>();
  for await (const { key } of store.list(keys.historyPrefix(model, alias), { startAfter })) present.add(key);
  return moves.filter((move) => !present.has(keys.history(model, alias, move.sequence))).reverse();
}

async function writeHistory(store: ObjectStore, key: string, move: AliasMove): Promise<void> {
  try {
    await store.create(key, encodeJson({ schema: 1, ...move }));
  } catch (error) {
    // Another mover repairs the same history: the object is derived, so theirs is ours.
    if (!(error instanceof PreconditionFailed)) throw error;
  }
}

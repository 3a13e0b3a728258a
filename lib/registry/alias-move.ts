import { type Alias, type AliasMove, MAX_MOVES } from '../contract/alias.ts';
import { keys } from '../contract/keys.ts';
import { repairHistory } from './alias-history.ts';
import { decodeAlias, type ReadAlias, readAlias } from './aliases.ts';
import { AliasMoved, AliasNotFound } from './errors.ts';
import { encodeJson } from './json.ts';
import { NOT_MODIFIED, type ObjectStore } from './object-store.ts';
import { writeOwn } from './own-write.ts';
import { readManifest } from './versions.ts';

/** A move of an alias. */
export interface MoveRequest {
  readonly model: string;
  readonly alias: string;
  /** The version that it shall point to. */
  readonly version: number;
  /** Who moves it: a person or a job. */
  readonly by: string;
  /** Why, for those who look at the history at night. */
  readonly reason: string;
  /** The sequence of the move that the mover looked at, 0 for an alias that did not exist. Default: the current. */
  readonly expectSequence?: number;
}

export type RollbackRequest = Omit<MoveRequest, 'version'>;

/** Before the reason of a rollback, by which those who look at the history tell one. */
const ROLLBACK_MARK = 'rollback: ';

/** Whether a move was made by `rollbackAlias`. */
export function isRollback(move: Pick<AliasMove, 'reason'>): boolean {
  return move.reason.startsWith(ROLLBACK_MARK);
}

/**
 * Moves an alias in one conditional write. To move it to the version it already has changes nothing, so that
 * `previous` stays a version to go back to.
 *
 * @throws AliasMoved when another moved it since it was read, or its sequence is not `expectSequence`
 * @throws VersionNotFound | ManifestInvalid when there is no such version to move to
 */
export async function moveAlias(
  store: ObjectStore,
  move: MoveRequest,
  randomId: () => string,
): Promise<Alias> {
  const current = await currentAlias(store, move.model, move.alias);
  const sequence = current?.alias.sequence ?? 0;
  if (move.expectSequence !== undefined && move.expectSequence !== sequence)
    throw new AliasMoved(move.model, move.alias, current?.alias);
  await readManifest(store, move.model, move.version);
  if (current?.alias.version === move.version) return current.alias;
  return writeMove(store, move, current, randomId());
}

/**
 * Sets the alias to the version before its last move, with "rollback: " before the reason.
 *
 * A second rollback undoes the first: it restores the version that the first went back from. So two who roll a
 * bad version back at once would have it again; each states the sequence it looked at in `expectSequence`, and
 * looks with `isRollback` whether the last move was a rollback already.
 *
 * @throws AliasNotFound when there is no alias, or nothing to go back to
 * @throws AliasMoved when another moved it meanwhile, or its sequence is not `expectSequence`
 */
export async function rollbackAlias(
  store: ObjectStore,
  { model, alias, by, reason, expectSequence }: RollbackRequest,
  randomId: () => string,
): Promise<Alias> {
  const current = await currentAlias(store, model, alias);
  if (current === undefined)
    throw new AliasNotFound(`${model} has no alias ${alias}: promote a version first`);
  if (expectSequence !== undefined && expectSequence !== current.alias.sequence)
    throw new AliasMoved(model, alias, current.alias);
  const version = current.alias.previous;
  if (version === null)
    throw new AliasNotFound(
      `${alias} of ${model} has only ever been version ${current.alias.version}: there is nothing to go back to`,
    );
  await readManifest(store, model, version);
  const move = { model, alias, by, reason: ROLLBACK_MARK + reason, version };
  return writeMove(store, move, current, randomId());
}

async function currentAlias(
  store: ObjectStore,
  model: string,
  alias: string,
): Promise<ReadAlias | undefined> {
  const found = await readAlias(store, model, alias);
  return found === NOT_MODIFIED ? undefined : found;
}

async function writeMove(
  store: ObjectStore,
  request: MoveRequest,
  current: ReadAlias | undefined,
  writeId: string,
): Promise<Alias> {
  const next = nextAlias(request, current?.alias, await store.now(), writeId);
  const key = keys.alias(request.model, request.alias);
  const body = encodeJson(next);
  const outcome = await writeOwn(store, {
    key,
    write: () => (current ? store.swap(key, body, current.etag) : store.create(key, body)),
    // The moves carry their writeIds, so this holds too when another move has followed.
    isOwn: (stored) => Buffer.from(stored).includes(writeId),
  });
  if (!outcome.written) {
    const { stored } = outcome;
    throw new AliasMoved(request.model, request.alias, stored && decodeAlias(store, key, stored));
  }
  await repairHistory(store, request.model, request.alias, next.moves);
  return next;
}

function nextAlias(request: MoveRequest, current: Alias | undefined, now: Date, writeId: string): Alias {
  const move: AliasMove = {
    sequence: (current?.sequence ?? 0) + 1,
    version: request.version,
    previous: current?.version ?? null,
    since: now.toISOString(),
    by: request.by,
    reason: request.reason,
    writeId,
  };
  return { schema: 1, ...move, moves: [move, ...(current?.moves ?? [])].slice(0, MAX_MOVES) };
}

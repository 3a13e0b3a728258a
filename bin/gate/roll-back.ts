import type { Alias } from '../../lib/contract/alias.ts';
import { UserError } from '../../lib/contract/errors.ts';
import { isRollback } from '../../lib/registry/alias-move.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';

export interface Rollback {
  readonly model: string;
  readonly alias: string;
  readonly by: string;
  readonly reason: string;
  /** Also when the last move was a rollback, which it then undoes. */
  readonly again: boolean;
}

/** Somebody was first: another rollback would undo theirs. */
export class RolledBackAlready extends UserError {
  override readonly name = 'RolledBackAlready';
}

/**
 * Puts back the version before the alias's last move, from the very move that was looked at: whoever moves the alias
 * meanwhile wins.
 * @param current the alias as it was looked at; undefined when there was none
 * @throws RolledBackAlready, AliasMoved, AliasNotFound (all UserErrors)
 */
export async function rollBack(
  registry: ModelRegistry,
  { again, ...move }: Rollback,
  current: Alias | undefined,
): Promise<Alias> {
  refuseRepeat(move, again, current);
  const expected = current === undefined ? {} : { expectSequence: current.sequence };
  return registry.rollback({ ...move, ...expected });
}

/** @throws RolledBackAlready */
export function refuseRepeat(
  { model, alias }: Pick<Rollback, 'model' | 'alias'>,
  again: boolean,
  current: Alias | undefined,
): void {
  if (current === undefined || again || !isRollback(current)) return;
  const { by, since, previous, version, reason, sequence } = current;
  throw new RolledBackAlready(
    `${alias} of ${model} was rolled back already: ${by} went from version ${previous} to ${version} at ${since} ` +
      `(move ${sequence}, ${reason}), so a rollback now would put ${previous} back; ` +
      `give --again if you want that, or "weir promote ${model} <version>" for another`,
  );
}

import { CHAMPION } from '../../lib/contract/alias.ts';
import { UserError } from '../../lib/contract/errors.ts';
import { AliasMoved } from '../../lib/registry/errors.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';
import type {
  MoveAnswer,
  MoveRefusal,
  PromoteRequest,
  RollbackRequest,
} from '../../localstack/console/api.ts';
import { storedVerdict } from '../../training/gate/stored-verdict.ts';
import { PromotionRefused } from '../gate/permit.ts';
import { RolledBackAlready, rollBack } from '../gate/roll-back.ts';
import { storedPermit } from '../gate/stored-permit.ts';
import { currentAlias } from '../registry.ts';

/** Moves of the champion that a person makes on the console: by the rules of `weir promote` and `weir rollback`. */
export interface Mover {
  readonly registry: ModelRegistry;
  readonly model: string;
  /** Who moves, for the history. */
  readonly by: string;
}

/** Why, when the person says nothing. */
const IN_CONSOLE = 'in the console';

export async function promoteInConsole(mover: Mover, request: PromoteRequest): Promise<MoveAnswer> {
  const { registry, model, by } = mover;
  const { version, expectSequence } = request;
  return answered(mover, version, async () => {
    const current = await currentAlias(registry, model, CHAMPION);
    const isNew = current?.version !== version;
    if (!isNew)
      return { moved: true, version, sentence: `Version ${version} is the champion already.`, notes: [] };
    if ((current?.sequence ?? 0) !== expectSequence) throw new AliasMoved(model, CHAMPION, current);
    const { reason, notes } = await storedPermit(registry, {
      ...{ model, version, champion: current?.version },
      reason: wordsOf(request.reason) ?? (request.force ? undefined : `promoted ${IN_CONSOLE}`),
      force: request.force ?? false,
    });
    await registry.moveAlias({ model, alias: CHAMPION, version, by, reason, expectSequence });
    return { moved: true, version, sentence: `Version ${version} is the champion now.`, notes };
  });
}

export async function rollBackInConsole(mover: Mover, request: RollbackRequest): Promise<MoveAnswer> {
  const { registry, model, by } = mover;
  return answered(mover, undefined, async () => {
    const current = await currentAlias(registry, model, CHAMPION);
    if ((current?.sequence ?? 0) !== request.expectSequence) throw new AliasMoved(model, CHAMPION, current);
    const reason = wordsOf(request.reason) ?? IN_CONSOLE;
    const rollback = { model, alias: CHAMPION, by, reason, again: request.again ?? false };
    const { version } = await rollBack(registry, rollback, current);
    return {
      moved: true,
      version,
      sentence: `Rolled back: version ${version} is the champion again.`,
      notes: [],
    };
  });
}

function wordsOf(reason: string | undefined): string | undefined {
  const words = reason?.trim() ?? '';
  return words === '' ? undefined : words;
}

/** What a person can do something about is an answer; all else is a fault. */
async function answered(
  mover: Mover,
  version: number | undefined,
  move: () => Promise<MoveAnswer>,
): Promise<MoveAnswer> {
  try {
    return await move();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { moved: false, refusal: await refusalOf(mover, version, error) };
  }
}

async function refusalOf(mover: Mover, version: number | undefined, error: UserError): Promise<MoveRefusal> {
  if (error instanceof PromotionRefused && version !== undefined) {
    const verdict = await storedVerdict(mover.registry, await mover.registry.manifest(mover.model, version));
    const checks = verdict?.checks.filter(({ outcome }) => outcome === 'failed') ?? [];
    return { kind: 'gate', message: `Version ${version} is ${error.refusal}.`, checks };
  }
  if (error instanceof RolledBackAlready)
    return { kind: 'rolled-back', message: alreadyText(error), checks: [] };
  if (error instanceof AliasMoved) return { kind: 'moved', message: `${error.message}.`, checks: [] };
  return { kind: 'mistake', message: `${error.message}.`, checks: [] };
}

/** Without what is to be typed into a terminal. */
function alreadyText({ message }: RolledBackAlready): string {
  return `${message.split('; give --again')[0]}.`;
}

import { type Alias, CHAMPION } from '../../../lib/contract/alias.ts';
import type { QualityFinding } from '../../../lib/contract/drift.ts';
import { hourStart } from '../../../lib/contract/profile.ts';
import { AliasInvalid } from '../../../lib/registry/errors.ts';
import { NOT_MODIFIED } from '../../../lib/registry/object-store.ts';
import type { ModelRegistry } from '../../../lib/registry/registry.ts';
import { uncountedIn } from './coverage.ts';
import { findingsOf, type JudgeInput } from './judge.ts';
import type { DriftPorts } from './ports.ts';
import { isReference, type References } from './references.ts';

/**
 * The findings of a window, its volume as far as it is known. Of a champion without a profile nothing is counted, and
 * a sandbox that ends takes its last counts along: records that came all the same must not be taken for silence.
 * @param found the findings by what was counted alone
 */
export async function knownVolume(
  ports: Pick<DriftPorts, 'registry' | 'predicted' | 'log'>,
  references: References,
  { input, found }: { readonly input: JudgeInput; readonly found: readonly QualityFinding[] },
): Promise<QualityFinding[]> {
  if (!found.some(isVolume)) return [...found];
  const { model, window, hours } = input;
  if (await isUncounted(ports.registry, references, input)) return found.filter((one) => !isVolume(one));
  const uncounted = await uncountedIn(ports, model, { hours, span: window });
  return uncounted === 0 ? [...found] : findingsOf({ ...input, uncounted });
}

function isVolume({ kind }: QualityFinding): boolean {
  return kind === 'volume';
}

/** Whether a champion since the window's begin has no profile: late records of the window are answered by later ones. */
async function isUncounted(
  registry: ModelRegistry,
  references: References,
  { model, window }: JudgeInput,
): Promise<boolean> {
  const alias = await championOf(registry, model);
  if (alias === undefined) return false;
  for (const version of championsSince(alias, hourStart(window.from)))
    if (!isReference(await references.of(version))) return true;
  return false;
}

async function championOf(registry: ModelRegistry, model: string): Promise<Alias | undefined> {
  try {
    const found = await registry.alias(model, CHAMPION);
    return found === undefined || found === NOT_MODIFIED ? undefined : found.alias;
  } catch (error) {
    if (error instanceof AliasInvalid) return undefined;
    throw error;
  }
}

/** Each version was champion until the move after it, the newest still is. */
function championsSince({ moves }: Alias, fromMs: number): Set<number> {
  const served = moves.filter((_, at) => at === 0 || Date.parse(moves[at - 1]!.since) > fromMs);
  return new Set(served.map(({ version }) => version));
}

import { type Alias, CHALLENGER, CHAMPION } from '../../lib/contract/alias.ts';
import { DEFAULT_POLL_SECONDS, ENV } from '../../lib/contract/environment.ts';
import type { ModelRegistry } from '../../lib/registry/registry.ts';

/** An alias that names a version, and what that means beside the champion. */
export interface NamedAlias {
  readonly model: string;
  readonly alias: string;
  readonly version: number;
  /** The champion of today, where the alias is the challenger; undefined where there is none. */
  readonly champion: number | undefined;
}

/** What an alias names, with the champion that a challenger stands beside. */
export async function besideChampion(
  registry: ModelRegistry,
  model: string,
  alias: string,
  { version }: Pick<Alias, 'version'>,
): Promise<NamedAlias> {
  const aliases = alias === CHALLENGER ? await registry.aliases(model) : {};
  return { model, alias, version, champion: aliases[CHAMPION]?.version };
}

const WITHIN = `within ${DEFAULT_POLL_SECONDS} s, unless they are set otherwise`;

/** What running functions do about an alias that moved, in sentences. */
export function whatFollows(named: NamedAlias): string {
  const { alias } = named;
  if (alias === CHAMPION) return `Running functions serve it ${WITHIN}.`;
  if (alias === CHALLENGER) return ofChallenger(named);
  return `Only functions whose ${ENV.alias} names ${alias} look at it; they serve it ${WITHIN}. All others serve ${CHAMPION}.`;
}

function ofChallenger({ model, version, champion }: NamedAlias): string {
  if (version === champion) {
    return (
      'It is the champion too, and a challenger that is the champion challenges nobody: running functions try ' +
      `nothing in shadow, ${WITHIN}.`
    );
  }
  return (
    `Running functions try it in shadow ${WITHIN}: on some of the live records, after the champion's answers, and it ` +
    `answers nobody. Its agreement, confidence and latency are on the dashboard and in the function's log; ` +
    `"weir gate ${model} ${version} --min-live-agreement 0.95" judges by them. To end its trial, make the champion's ` +
    `version the challenger: "weir promote ${model} ${champion ?? '<version>'} --alias ${CHALLENGER}".`
  );
}

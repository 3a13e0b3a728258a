import { CHAMPION } from '../../lib/contract/alias.ts';
import { UserError } from '../../lib/contract/errors.ts';
import { forcedReason, type LiveAgreement, type Verdict } from '../../lib/contract/verdict.ts';

/** What somebody wants an alias to name, and what is known of it. */
export interface Promotion {
  readonly model: string;
  readonly version: number;
  /** The stored verdict; undefined when the gate was never asked. */
  readonly verdict: Verdict | undefined;
  /** The champion of today; undefined when there is none. */
  readonly champion: number | undefined;
  readonly minLiveAgreement: number | undefined;
  readonly live: LiveAgreement | undefined;
  readonly minLiveRecords: number;
  /** Undefined when nobody gave one. */
  readonly reason: string | undefined;
  readonly force: boolean;
}

export interface Permit {
  /** For the alias's moves. */
  readonly reason: string;
  /** What whoever promotes should know. */
  readonly notes: readonly string[];
}

/** The champion stays where it is: force with words of one's own is the way past that. */
export class PromotionRefused extends UserError {
  override readonly name = 'PromotionRefused';
  /** As a part of a sentence: "refused by latency: …". */
  readonly refusal: string;

  constructor(message: string, refusal: string) {
    super(message);
    this.refusal = refusal;
  }
}

/** Why, when nobody says it. */
export const BY_HAND = 'promoted by hand';

/**
 * Whether the champion may move: a version that the gate refused does so by force alone, with a reason of its own,
 * which stays in the alias's moves.
 * @throws PromotionRefused, a UserError that says what the gate found
 */
export function permitChampion(promotion: Promotion): Permit {
  const { model, version, verdict, reason, force } = promotion;
  const refusal = refusalOf(promotion);
  if (refusal === undefined) return { reason: reason ?? BY_HAND, notes: notesOf(verdict, promotion) };
  if (!force) {
    throw new PromotionRefused(
      `${model} version ${version} was not promoted: ${refusal}. See "weir gate ${model} ${version}", try it with --alias challenger, or give --force with a --reason that stays in the history`,
      refusal,
    );
  }
  if (reason === undefined || reason.trim() === '') {
    throw new PromotionRefused(
      `--force promotes ${model} version ${version} although it is ${refusal}; say why with --reason "…", it stays in the history`,
      refusal,
    );
  }
  return { reason: forcedReason(reason, refusal), notes: [`Forced: it is ${refusal}.`] };
}

/** As a part of a sentence: "refused by latency: …". */
function refusalOf({ verdict, minLiveAgreement, live, minLiveRecords }: Promotion): string | undefined {
  if (verdict?.promote === false) return verdict.reason;
  if (minLiveAgreement === undefined) return undefined;
  const asked = `at least ${minLiveAgreement} on ${minLiveRecords} records is asked`;
  if (live === undefined)
    return `without live agreement: as the challenger it has answered nothing yet; ${asked}`;
  if (live.agreement >= minLiveAgreement && live.records >= minLiveRecords) return undefined;
  return `too seldom in agreement: ${live.agreement.toFixed(4)} on ${live.records} live records since ${live.since}; ${asked}`;
}

function notesOf(verdict: Verdict | undefined, { model, version, champion }: Promotion): string[] {
  const again = `"weir gate ${model} ${version}" judges it`;
  if (verdict === undefined) return [`It has no verdict: nobody asked the gate about it; ${again}.`];
  const against = verdict.champion?.version;
  if (champion === undefined || champion === against || champion === version) return [];
  const then = against === undefined ? 'there was no champion' : `the ${CHAMPION} was version ${against}`;
  return [`The gate judged it when ${then}, not ${champion}; ${again} anew.`];
}

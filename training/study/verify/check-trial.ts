import { containsAll } from '../../space/contains.ts';
import type { Claim, Heartbeat } from '../claim.ts';
import { hasEnded, holderOf } from '../claim.ts';
import type { StudyDefinition } from '../definition.ts';
import { trialSeed } from '../trial-seed.ts';
import type { Evidence, Found } from './evidence.ts';

/** What a trial is held against. */
export interface StudyFacts {
  readonly definition: StudyDefinition;
  readonly digest: string;
}

/** What is wrong with one trial by itself, in sentences. */
export function checkTrial(facts: StudyFacts, number: number, evidence: Evidence): string[] {
  const claim = evidence.claims.get(number);
  if (claim === undefined) return ['it has a result or a heartbeat, and no claim'];
  if ('problem' in claim) return [`${claim.key} cannot be read: ${claim.problem}`];
  return [
    ...checkClaim(facts, number, claim.value),
    ...checkAttempts(claim.value),
    ...checkEnd(facts, claim.value),
    ...checkResult(claim, evidence.results.get(number)),
    ...checkHeartbeat(claim.value, evidence.heartbeats.get(number)),
  ];
}

function checkClaim({ definition, digest }: StudyFacts, number: number, claim: Claim): string[] {
  const problems: string[] = [];
  const seed = trialSeed(definition.seed, number);
  if (claim.study !== definition.study || claim.number !== number)
    problems.push(`its claim is that of trial ${claim.number} of ${claim.study}`);
  if (claim.studyDigest !== digest)
    problems.push('it was made for another definition: study.json was changed since');
  if (claim.seed !== seed) problems.push(`its seed is ${claim.seed}, expected ${seed}`);
  const subspace = definition.space[claim.family];
  if (!subspace) problems.push(`its family ${claim.family} is not in the space`);
  else if (!containsAll(subspace, claim.parameters))
    problems.push(`its parameters ${JSON.stringify(claim.parameters)} are not in the space`);
  return problems;
}

function checkAttempts({ attempts }: Claim): string[] {
  const problems: string[] = [];
  const epochs = attempts.map(({ epoch }) => epoch);
  if (epochs.some((epoch, at) => epoch !== at + 1))
    problems.push(`its epochs are ${epochs.join(', ')}, expected 1 to ${epochs.length}`);
  if (new Set(attempts.map(({ writeId }) => writeId)).size < attempts.length)
    problems.push('two of its attempts are one write');
  const late = attempts.findIndex(({ claimedAt }, at) => at > 0 && claimedAt < attempts[at - 1]!.claimedAt);
  if (late > 0) problems.push(`attempt ${late + 1} was claimed before attempt ${late}`);
  return problems;
}

function checkEnd({ definition }: StudyFacts, claim: Claim): string[] {
  if (!hasEnded(claim)) return [];
  const { state, value, steps, finishedAt } = claim.end;
  const problems: string[] = [];
  if ((state === 'complete') !== (value !== null))
    problems.push(`it ended as ${state} with the value ${value}`);
  if (steps.some(({ step }, at) => step <= (steps[at - 1]?.step ?? 0) || step > definition.maxStep))
    problems.push(
      `its steps are ${steps.map(({ step }) => step).join(', ')}, up to ${definition.maxStep} may be`,
    );
  if (finishedAt < holderOf(claim).claimedAt) problems.push('it ended before its last attempt began');
  return problems;
}

/** The claim says how the trial ended; the result has to be the same bytes, there once it has ended, and not before. */
function checkResult(
  claim: Extract<Found<Claim>, { value: Claim }>,
  result: Found<Claim> | undefined,
): string[] {
  if (result === undefined) return [];
  if ('problem' in result) return [`${result.key} cannot be read: ${result.problem}`];
  if (!hasEnded(claim.value)) return ['it has a result, and its claim says that it runs'];
  return result.sha256 === claim.sha256 ? [] : ['its result is not how its claim ends'];
}

function checkHeartbeat(claim: Claim, heartbeat: Found<Heartbeat> | undefined): string[] {
  if (heartbeat === undefined) return [];
  if ('problem' in heartbeat) return [`${heartbeat.key} cannot be read: ${heartbeat.problem}`];
  const { epoch } = holderOf(claim);
  return heartbeat.value.epoch <= epoch
    ? []
    : [`its heartbeat is of epoch ${heartbeat.value.epoch}, its claim of ${epoch}`];
}

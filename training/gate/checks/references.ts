import { compareReferences, type ReferenceShift } from '../../profile/compare-references.ts';
import type { Ancestor } from '../../profile/lineage.ts';
import { type Check, checkNamed } from '../context.ts';
import { counted, figure } from '../figure.ts';
import type { GateReferences } from '../input.ts';

const reference = checkNamed('reference');

/** Features that a sentence names. */
const NAMED_MAX = 5;

/**
 * How far the data have moved since the champion, and since the oldest version of the last 30 days: a model that is
 * trained every day compares its traffic with yesterday's data, and would not see a drift of a little each day. Told
 * and left to people: to keep the older model because the world changed would be the wrong answer to it.
 */
export const reportReferences: Check = ({ input: { references } }) => {
  if (references === undefined) return reference.skipped('the candidate has no profile to compare');
  const older = olderOf(references);
  if (older.length === 0) return reference.skipped('no version before it has a profile to compare with');
  const compared = older.map(({ ancestor, called }) => ({
    ancestor,
    called,
    shifts: compareReferences(references.candidate, ancestor.profile),
  }));
  const figures = compared.flatMap(({ ancestor, shifts }) => [
    [`version ${ancestor.version} features`, shifts.length],
    [`version ${ancestor.version} shifted`, shifts.filter(({ differs }) => differs).length],
    ...named(shifts).map(({ feature, effect }) => [`version ${ancestor.version} ${feature}`, effect]),
  ]);
  return reference.reported(compared.map(sentence).join('; '), Object.fromEntries(figures));
};

interface Called {
  readonly ancestor: Ancestor;
  readonly called: string;
}

function olderOf({ champion, oldest }: GateReferences): Called[] {
  const older: Called[] = [];
  if (champion !== undefined)
    older.push({ ancestor: champion, called: `the champion, version ${champion.version}` });
  if (oldest !== undefined && oldest.version !== champion?.version) {
    const day = oldest.createdAt.slice(0, 'YYYY-MM-DD'.length);
    older.push({ ancestor: oldest, called: `version ${oldest.version} of ${day}, the oldest of 30 days` });
  }
  return older;
}

function sentence({ called, shifts }: Called & { readonly shifts: readonly ReferenceShift[] }): string {
  const shifted = shifts.filter(({ differs }) => differs);
  if (shifts.length === 0) return `its data have no feature in common with ${called}`;
  if (shifted.length === 0) return `its data are like those of ${called}`;
  const list = named(shifts).map(({ feature, effect }) => `${feature} by ${figure(effect)}`);
  const more = shifted.length > NAMED_MAX ? ' and others' : '';
  return `its data have moved since ${called}, in ${shifted.length} of ${counted(shifts.length, 'feature')}: ${list.join(', ')}${more}`;
}

function named(shifts: readonly ReferenceShift[]): ReferenceShift[] {
  return shifts.filter(({ differs }) => differs).slice(0, NAMED_MAX);
}

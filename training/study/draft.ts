import { z } from 'zod';
import { UserError } from '../../lib/contract/errors.ts';
import { checkSpace } from '../space/check-space.ts';
import { containsAll } from '../space/contains.ts';
import type { Parameters, Subspace } from '../space/distribution.ts';
import { canonicalJson } from './canonical.ts';
import { type StudyDefinition, studyDefinitionSchema } from './definition.ts';
import { StudyDiffers } from './errors.ts';

/** What the study itself adds to a definition. */
const OWN = { schema: true, writeId: true, createdAt: true, warmStartDigest: true } as const;
const draftSchema = studyDefinitionSchema.omit(OWN);

/** What whoever makes a study brings; what has a default may be left out. */
export type StudyDraft = z.input<typeof draftSchema>;
export type CheckedDraft = z.output<typeof draftSchema>;

/** @throws UserError that names what is wrong */
export function checkDraft(draft: StudyDraft): CheckedDraft {
  const parsed = draftSchema.safeParse(draft);
  if (!parsed.success)
    throw new UserError(
      `this cannot be a study:\n${z.prettifyError(parsed.error)}\nMend that, and try again.`,
    );
  checkSpace(parsed.data.space);
  checkFirst(parsed.data);
  return parsed.data;
}

/** Refuses a draft that says something else than the study of its name. @throws StudyDiffers */
export function checkSame(draft: CheckedDraft, existing: StudyDefinition, location: string): void {
  const known = draftSchema.parse(withoutOwn(existing));
  const fields = Object.keys(known) as (keyof CheckedDraft)[];
  const different = fields.filter((field) => canonicalJson(known[field]) !== canonicalJson(draft[field]));
  if (different.length === 0) return;
  const field = different[0]!;
  throw new StudyDiffers(
    `study ${existing.study} in ${location} is another one: its ${different.join(', ')} differ; ` +
      `${field} is ${shortened(known[field])} there, and ${shortened(draft[field])} was asked for. ` +
      'Ask for the same to go on with it, or give the new study another name.',
  );
}

function withoutOwn(definition: StudyDefinition): Record<string, unknown> {
  return Object.fromEntries(Object.entries(definition).filter(([field]) => !(field in OWN)));
}

function shortened(value: unknown): string {
  const text = canonicalJson(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** @throws UserError when a first trial could not come from the space */
function checkFirst({ space, first }: CheckedDraft): void {
  const wrong = first.findIndex(({ family, parameters }) => !isWithin(space[family], parameters));
  if (wrong === -1) return;
  throw new UserError(
    `the first trial ${wrong + 1} (${first[wrong]!.family}) does not lie in the search space; give each of its ` +
      'parameters a value of its distribution',
  );
}

function isWithin(subspace: Subspace | undefined, parameters: Parameters): boolean {
  if (subspace === undefined) return false;
  const named = Object.keys(parameters).every((name) => Object.hasOwn(subspace, name));
  return named && containsAll(subspace, parameters);
}

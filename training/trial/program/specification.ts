import { z } from 'zod';
import { UserError } from '../../../lib/contract/errors.ts';
import { checkSpace } from '../../space/check-space.ts';
import { type Distribution, distributionSchema } from '../../space/distribution.ts';

/** A trainer that is a program: what `weir train --trainer <name>=<file.json>` reads. See docs/trainers.md. */
export const programSchema = z.strictObject({
  /** The program and its arguments; the trial's directory is added as the last one. No shell reads it. */
  command: z.array(z.string().min(1)).min(1),
  /** What it can learn. */
  tasks: z
    .array(z.enum(['classification', 'regression']))
    .min(1)
    .default(['classification']),
  /** What a search chooses from. */
  space: z.record(z.string().min(1), distributionSchema).superRefine((space, { addIssue }) => {
    const message = mistakeIn(space);
    if (message !== undefined) addIssue({ code: 'custom', message });
  }),
  /** A fit that takes longer is stopped, and its trial has failed: up to a day. */
  timeoutSeconds: z.number().positive().max(86_400).default(3_600),
  /** A program that writes no line of progress for so long counts as stuck; left out: it may be silent. */
  silenceSeconds: z.number().positive().max(86_400).optional(),
});

/** In the words of the search, but found while it is known which file says so. */
function mistakeIn(space: Readonly<Record<string, Distribution>>): string | undefined {
  try {
    checkSpace({ space });
    return undefined;
  } catch (thrown) {
    if (thrown instanceof UserError) return thrown.message;
    throw thrown;
  }
}

export type ProgramSpecification = Readonly<z.infer<typeof programSchema>>;

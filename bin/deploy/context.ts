import { z } from 'zod';
import { UserError } from '../../lib/contract/errors.ts';
import { modelNameSchema } from './allowed.ts';
import { problemsOf } from './problems.ts';
import { accountSchema, mailSchema, packageSchema, regionSchema } from './settings.ts';

/** Keys of CDK's own, of feature flags and of look-ups hold one of these; ours are plain words. */
const NOT_OURS = /[:@/.]/;

/** What `-c <key>=<value>` may say. A value of the command line is text. */
const contextSchema = z.strictObject({
  /** Which stage of bin/stages.ts. Default: dev. */
  stage: z.string().optional(),
  /** This model alone, listed or not. Default: all models of the stage. */
  model: modelNameSchema.optional(),
  package: packageSchema.optional(),
  region: regionSchema.optional(),
  account: accountSchema.optional(),
  /** Who is told of alarms, with commas between. */
  mails: z.array(mailSchema).optional(),
});

export type DeployContext = z.output<typeof contextSchema>;

const KEYS = Object.keys(contextSchema.shape);

/**
 * What the command line asked for.
 * @param context all of the app's context
 * @throws UserError that names each key and value that cannot be
 */
export function readContext(context: Readonly<Record<string, unknown>>): DeployContext {
  const given = Object.fromEntries(
    Object.entries(context)
      .filter(([key]) => !NOT_OURS.test(key))
      .map(([key, value]) => [key, key === 'mails' ? listOf(value) : value]),
  );
  const parsed = contextSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error, given, '-c ');
  throw new UserError(
    ['the command line cannot be so:', ...problems, `(there are ${KEYS.join(', ')})`].join('\n  '),
  );
}

/** "a, b" → ["a", "b"]. */
function listOf(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;
}

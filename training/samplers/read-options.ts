import { z } from 'zod';
import { UserError } from '../../lib/contract/errors.ts';

/**
 * The options of a sampler or pruner, with their defaults.
 * @param owner as in "the sampler tpe"
 * @throws UserError naming the option, what came and what was expected
 */
export function readOptions<T extends z.ZodObject>(
  owner: string,
  schema: T,
  options: Readonly<Record<string, unknown>>,
): z.infer<T> {
  const read = schema.safeParse(options);
  if (read.success) return read.data;
  const known = Object.keys(schema.shape);
  const takes = known.length === 0 ? 'It takes none' : `It takes ${known.join(', ')}`;
  throw new UserError(
    `The options ${JSON.stringify(options)} of ${owner} are wrong: ${z.prettifyError(read.error)}\n${takes}.`,
  );
}

import { z } from 'zod';

/** The alias that production answers with. */
export const CHAMPION = 'champion';

/** The alias of a version that is tried on live records beside the champion, and answers nobody. */
export const CHALLENGER = 'challenger';

/** How many moves an alias remembers; older ones stay in its history objects. */
export const MAX_MOVES = 50;

/** One move of an alias: which version it went to, from which, by whom and why. */
export const aliasMoveSchema = z.strictObject({
  /** 1 for the first move, then one more each time. */
  sequence: z.int().positive(),
  version: z.int().positive(),
  /** The version before this move; null for the first. */
  previous: z.int().positive().nullable(),
  since: z.iso.datetime(),
  by: z.string(),
  reason: z.string(),
  /** Random, one for each attempt: a mover whose answer was lost recognises its own success by it. */
  writeId: z.string().min(1),
});

/** `models/<name>/aliases/<alias>.json`: the current move and the latest ones, newest first. */
export const aliasSchema = aliasMoveSchema.extend({
  schema: z.literal(1),
  moves: z.array(aliasMoveSchema).min(1).max(MAX_MOVES),
});

export type AliasMove = Readonly<z.infer<typeof aliasMoveSchema>>;
export type Alias = Readonly<z.infer<typeof aliasSchema>>;

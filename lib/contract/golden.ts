import { z } from 'zod';
import { classLabelSchema } from './signature.ts';

/**
 * Golden records: real input records with the answers that training saw, stored with each version and run at
 * every load, so that training and serving cannot disagree unseen.
 */
export const goldenRecordSchema = z.strictObject({
  /** The record as a producer sends it, features under the signature's key. */
  record: z.record(z.string(), z.unknown()),
  /** The answer: a class label, or the value of a regression. */
  label: z.union([classLabelSchema, z.number()]),
  /** One for each class, in the signature's order; absent where the model gives none. */
  probabilities: z.array(z.number()).optional(),
});

export const goldenSchema = z.strictObject({
  schema: z.literal(1),
  records: z.array(goldenRecordSchema).min(1).max(1000),
});

/**
 * How far two answers to one record may differ: float results move in their last bits with the batch size, the
 * threads and the processor. Labels are equal unless the two best probabilities are closer than this.
 */
export const PROBABILITY_TOLERANCE = 1e-4;

/** The same for the values of a regression, relative to max(1, |value|). */
export const VALUE_TOLERANCE = 1e-4;

export type Golden = Readonly<z.infer<typeof goldenSchema>>;
export type GoldenRecord = Readonly<z.infer<typeof goldenRecordSchema>>;

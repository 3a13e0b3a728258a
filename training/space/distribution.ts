import { z } from 'zod';

/** A hyperparameter's value. */
export type ParameterValue = number | string | boolean;

/** A trial's hyperparameters by name. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** Where a hyperparameter is drawn from. Both bounds are included. */
export const distributionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('float'),
    low: z.number(),
    /** At least `low`. */
    high: z.number(),
    /** Uniform in the logarithm: `low` is above 0, and there is no step. Default: false. */
    log: z.boolean().default(false),
    /** Values are low + k·step. Default: null, any value. */
    step: z.number().positive().nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal('int'),
    low: z.int(),
    high: z.int(),
    /** `low` is 1 or more, and the step is 1. Default: false. */
    log: z.boolean().default(false),
    /** Default: 1. */
    step: z.int().positive().default(1),
  }),
  z.strictObject({
    kind: z.literal('categorical'),
    /** One or more, distinct; they have no order. */
    choices: z.array(z.union([z.number(), z.string(), z.boolean()])).min(1),
  }),
]);

export type Distribution = Readonly<z.infer<typeof distributionSchema>>;
/** As a person writes one: what has a default may be left out. */
export type DistributionInput = z.input<typeof distributionSchema>;

/** The hyperparameters of one family. */
export type Subspace = Readonly<Record<string, Distribution>>;

/**
 * What a search chooses from: a family of models, and the hyperparameters of that family alone. One family is a
 * plain search; a function to minimise is a family of its own.
 */
export const searchSpaceSchema = z.record(z.string().min(1), z.record(z.string().min(1), distributionSchema));
export type SearchSpace = Readonly<Record<string, Subspace>>;

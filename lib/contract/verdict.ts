import { z } from 'zod';

/** How much better a candidate must be: significantly, or no worse than by a margin. */
export const GATE_MODES = ['better', 'non-inferior'] as const;
export type GateMode = (typeof GATE_MODES)[number];

/** One question of the promotion gate. */
export const gateCheckSchema = z.strictObject({
  /** Such as "signature" or "latency": see training/gate. */
  check: z.string().min(1),
  /** `passed` and `failed` decide; `reported` is for people; `skipped` could not be asked, such as without a champion. */
  outcome: z.enum(['passed', 'failed', 'reported', 'skipped']),
  /** One sentence with the figures, what was found and what was asked. */
  reason: z.string().min(1),
  /** The figures by name, for pictures and machines. */
  figures: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])).default({}),
});

/** What the gate found about a candidate: `verdict.json` beside its version. */
export const verdictSchema = z
  .strictObject({
    schema: z.literal(1),
    /** Whether it may become the champion: no check failed. */
    promote: z.boolean(),
    mode: z.enum(GATE_MODES),
    /** One sentence: why. */
    reason: z.string().min(1),
    judgedAt: z.iso.datetime(),
    /** The version it was held against; null when there was no champion. */
    champion: z.strictObject({ model: z.string(), version: z.int().positive() }).nullable(),
    holdout: z.strictObject({ rows: z.int().nonnegative(), sha256: z.string() }),
    checks: z.array(gateCheckSchema),
  })
  .refine(({ promote, checks }) => promote === checks.every(({ outcome }) => outcome !== 'failed'), {
    path: ['promote'],
    message: 'a verdict says promote when no check failed, and only then',
  });

/**
 * How often a challenger in shadow gave the champion's answer on live records: what the function publishes, summed
 * up by whoever asks.
 */
export interface LiveAgreement {
  /** The share of the records with equal labels, 0 to 1; one that the challenger does not answer is none of them. */
  readonly agreement: number;
  /** Records that the champion answered and the challenger was shown. */
  readonly records: number;
  /** When the counting began and ended, as ISO 8601. */
  readonly since: string;
  readonly until?: string | undefined;
}

export type GateCheck = Readonly<z.infer<typeof gateCheckSchema>>;
export type Verdict = Readonly<z.infer<typeof verdictSchema>>;

/** The reason of an alias's move against the gate's verdict: whoever looks at the moves sees both. */
export function forcedReason(reason: string, refusal: string): string {
  return `forced: ${reason} (gate: ${refusal})`;
}

import { z } from 'zod';
import { quarantinedRecordSchema } from '../../lib/contract/rejection.ts';

/** What the function answers; predictions and rejections in a dry run alone. */
export const functionAnswerSchema = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })),
  predictions: z.array(z.unknown()).optional(),
  rejections: z.array(quarantinedRecordSchema).optional(),
});

export type FunctionAnswer = Readonly<z.infer<typeof functionAnswerSchema>>;

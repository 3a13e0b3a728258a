import { z } from 'zod';
import { UserError } from '../../lib/contract/errors.ts';
import { nameSchema } from '../../lib/contract/names.ts';
import { processPorts } from './adapters/process-ports.ts';
import { readConfig } from './config.ts';
import { type RunSummary, runModels } from './job/run-models.ts';

/** What a person may ask for; the schedule asks for nothing. Other keys are another's. */
const eventSchema = z.object({
  window: z.string().optional(),
  force: z.boolean().optional(),
  models: z.array(nameSchema).min(1).optional(),
});

const config = readConfig();
const ports = processPorts(config);

/** The drift job as a Lambda function: for all of its models, or those of the event. */
export async function handler(event: unknown): Promise<RunSummary[]> {
  const read = eventSchema.safeParse(event ?? {});
  if (!read.success)
    throw new UserError(
      `the event asks for something that cannot be: expected {"window"?: "2026-11-21T02", "force"?: true, "models"?: ["…"]}`,
    );
  const { models = config.models, window, force } = read.data;
  return runModels(ports, { models, window, force });
}

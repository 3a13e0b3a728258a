import { UserError } from '../../lib/contract/errors.ts';
import { type Golden, goldenSchema } from '../../lib/contract/golden.ts';
import { checkGolden } from '../../lib/model/golden-check.ts';
import { goldenRecord } from '../../lib/model/golden-record.ts';
import { type ModelOutput, ModelRunError, type ModelSession } from '../../lib/model/session.ts';
import { chooseGolden } from './choose-golden.ts';
import type { ProbeJob } from './probe-model.ts';

/**
 * golden.json: some of the reference records with the answers that were given to them. What is stored is read back
 * and held to what was tried, as the function will do: a version that could not be loaded is not published.
 * @param records of the job's rows, in their order
 * @param output the answers to the job's rows
 * @throws UserError when a record read from the file is no longer the one that was tried
 */
export async function goldenFile(
  job: Pick<ProbeJob, 'signature' | 'rows'>,
  records: readonly Readonly<Record<string, unknown>>[],
  output: ModelOutput,
): Promise<Uint8Array> {
  const { signature } = job;
  const chosen = chooseGolden(output, records.length);
  const golden: Golden = {
    schema: 1,
    records: chosen.map((row) => goldenRecord(signature, records[row]!, output, row)),
  };
  const file = new TextEncoder().encode(JSON.stringify(golden));
  const stored = goldenSchema.parse(JSON.parse(new TextDecoder().decode(file)));
  const mismatch = await checkGolden(replay(job, chosen, output), signature, stored);
  if (mismatch === undefined) return file;
  const { index, message } = mismatch;
  const place = index === null ? '' : ` (reference ${chosen[index]} of those that were run)`;
  throw new UserError(
    `the golden records do not survive being stored: ${message}${place}; give plain JSON values as records`,
  );
}

/** The model as it answered when it was tried: it knows the chosen rows and no others. */
function replay(
  { rows, signature }: Pick<ProbeJob, 'signature' | 'rows'>,
  chosen: readonly number[],
  output: ModelOutput,
): ModelSession {
  const tried = rowsAt(rows, chosen, signature.features.length);
  return {
    async run(read) {
      if (tried.every((value, i) => value === read[i]))
        return answersAt(output, chosen, signature.classes.length);
      throw new ModelRunError('they are read as other values than were tried');
    },
    release: async () => {},
  };
}

function answersAt(output: ModelOutput, chosen: readonly number[], classes: number): ModelOutput {
  if (output.task === 'regression') return { ...output, values: rowsAt(output.values, chosen, 1) };
  const labels = Int32Array.from(chosen, (row) => output.labels[row]!);
  const { probabilities } = output;
  return { ...output, labels, probabilities: probabilities && rowsAt(probabilities, chosen, classes) };
}

function rowsAt(data: Float32Array, chosen: readonly number[], width: number): Float32Array {
  return Float32Array.from(chosen.flatMap((row) => [...data.subarray(row * width, (row + 1) * width)]));
}

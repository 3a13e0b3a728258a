import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Signature } from '../../../lib/contract/signature.ts';
import type { Parameters } from '../../space/distribution.ts';
import { isClassified, type TrainingRows } from '../../trainers/trainer.ts';

/** The files of a trial's directory. */
export const TRIAL_FILES = {
  trial: 'trial.json',
  train: 'train.csv',
  validation: 'validation.csv',
  progress: 'progress.jsonl',
  result: 'result.json',
  model: 'model.onnx',
} as const;

/** What a program is asked for. */
export interface ProgramTrial {
  readonly family: string;
  readonly signature: Signature;
  readonly parameters: Parameters;
  readonly train: TrainingRows;
  readonly validation: TrainingRows | undefined;
  readonly seed: number;
  readonly threads: number;
  readonly timeoutSeconds: number;
}

/** Writes a trial's directory: trial.json and the rows. */
export async function writeTrial(directory: string, trial: ProgramTrial): Promise<void> {
  const { family, signature, parameters, train, validation, seed, threads, timeoutSeconds } = trial;
  const features = signature.features.map(({ name }) => name);
  const described = {
    schema: 1,
    family,
    task: signature.task,
    features,
    classes: signature.classes,
    parameters,
    seed,
    threads,
    timeoutSeconds,
    train: { file: TRIAL_FILES.train, rows: train.count },
    validation: validation === undefined ? null : { file: TRIAL_FILES.validation, rows: validation.count },
    progress: TRIAL_FILES.progress,
    result: TRIAL_FILES.result,
    model: TRIAL_FILES.model,
  };
  const header = [...features, signature.predictionKey];
  await writeFile(join(directory, TRIAL_FILES.train), csvOf(header, train, signature));
  if (validation !== undefined)
    await writeFile(join(directory, TRIAL_FILES.validation), csvOf(header, validation, signature));
  await writeFile(join(directory, TRIAL_FILES.trial), `${JSON.stringify(described, null, 2)}\n`);
}

/** Every number with the digits that give the same float32 again; the answer in the last column. */
function csvOf(header: readonly string[], rows: TrainingRows, { classes }: Signature): string {
  const { values, count, width } = rows;
  const answer = isClassified(rows)
    ? (row: number) => cellOf(String(classes[rows.labels[row]!]))
    : (row: number) => String(rows.targets[row]);
  const lines = [header.map(cellOf).join(',')];
  for (let row = 0; row < count; row++) {
    lines.push(`${values.subarray(row * width, (row + 1) * width).join(',')},${answer(row)}`);
  }
  return `${lines.join('\n')}\n`;
}

function cellOf(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

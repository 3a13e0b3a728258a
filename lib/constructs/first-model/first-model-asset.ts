import { chmodSync, cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FileSystem } from 'aws-cdk-lib';
import { UserError } from '../../contract/errors.ts';
import {
  FIRST_MODEL_DIRECTORY,
  FIRST_MODEL_MANIFEST,
  type FirstModelManifest,
  firstModelSchema,
} from '../../contract/first-model.ts';

/** The two directories that make the function. */
export interface FirstModelSource {
  /** The built function: dist/first-model. */
  readonly code: string;
  /** The version to begin with: `version.json` and the artifacts beside it. */
  readonly version: string;
}

/** A function's code, unpacked. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_BYTES = 250 * 1_048_576;

/**
 * Lambda runs the code as a user that does not own it, and a zip has the modes of the machine that made it.
 * https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html
 */
const READABLE_BY_ALL = 0o644;

/**
 * One directory of both, new and for the caller to remove.
 * @throws UserError when the version is another model's, none at all, or too large for a function
 */
export function stageFirstModel(model: string, { code, version }: FirstModelSource): string {
  checkVersion(model, version);
  const bytes = sizeOf(code) + sizeOf(version);
  if (bytes > MAX_BYTES)
    throw new UserError(
      `the first model of ${model} and its function have ${bytes.toLocaleString('en')} bytes; expected at most ${MAX_BYTES.toLocaleString('en')}, what Lambda unpacks: deploy without it, then publish it to the registry on AWS with weir publish --promote`,
    );
  const staged = FileSystem.mkdtemp('weir-first-model');
  cpSync(code, staged, { recursive: true });
  cpSync(version, join(staged, FIRST_MODEL_DIRECTORY), { recursive: true });
  for (const file of filesIn(staged)) chmodSync(file, READABLE_BY_ALL);
  return staged;
}

function checkVersion(model: string, directory: string): void {
  const path = join(directory, FIRST_MODEL_MANIFEST);
  const manifest = readManifest(path);
  if (manifest === undefined)
    throw new UserError(
      `firstModel.version is ${directory}, where ${FIRST_MODEL_MANIFEST} is missing or describes no version; expected a directory that an export of the local champion wrote`,
    );
  if (manifest.model !== model)
    throw new UserError(
      `firstModel.version is ${directory}, a version of ${manifest.model}; expected one of ${model}`,
    );
}

function readManifest(path: string): FirstModelManifest | undefined {
  try {
    return firstModelSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function sizeOf(directory: string): number {
  return filesIn(directory).reduce((sum, file) => sum + statSync(file).size, 0);
}

function filesIn(directory: string): readonly string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

#!/usr/bin/env node
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import { reasonOf, UserError } from '../lib/contract/errors.ts';
import { resolveStage } from './deploy/resolve-stage.ts';
import { ROOT } from './deploy/root.ts';
import { type BuiltImage, buildImage, LOCAL_IMAGE, whyNoDocker } from './image/docker-image.ts';
import { type EcrRepository, ecrRepository, pushImage, repositoryOfStack } from './image/ecr.ts';
import { checkUnderEmulator } from './image/emulator.ts';
import { differences, fileList, type ListedFile } from './image/file-list.ts';
import { ToolMissing } from './image/run-tool.ts';
import { DEFAULT_STAGE, STAGES } from './stages.ts';
import { EXIT, exitCodeOf, explain, PlainFault } from './terminal/faults.ts';

const HELP = `Builds the inference function's image, prints the files in it and calls it once, under the emulator in its base.

  npm run image
  npm run image -- --push [--stage dev | --repository <uri>]

  --push              puts it into the repository of the stage's registry stack, and prints the digest to deploy it by
  --stage <name>      a stage of bin/stages.ts; default: ${DEFAULT_STAGE}
  --repository <uri>  another repository of ECR
  --help

It needs Docker, and to push the aws command line with credentials. Without Docker it prints the files of the
directory that a zip holds, which are the image's too, and says that no image was built; with --push it then exits
with 77.
`;

/** What a program exits with that lacks a tool. */
const TOOL_MISSING = 77;

/** Of an image's id, so many digits name its tag. */
const TAG_DIGITS = 12;

const deployableSchema = z.object({
  directory: z.string(),
  bytes: z.number(),
  files: z.array(z.object({ path: z.string(), bytes: z.number() })),
});

type Options = ReturnType<typeof readOptions>;

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        push: { type: 'boolean', default: false },
        stage: { type: 'string' },
        repository: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new UserError(`${reasonOf(error)}\n\n${HELP}`);
  }
}

async function main(options: Options): Promise<number> {
  if (options.help) return say(HELP);
  // Before minutes of building: a mistake in it would be found only then.
  const wanted = options.repository === undefined ? undefined : ecrRepository(options.repository);
  const { prefix, stage, region } = resolveStage(STAGES, DEFAULT_STAGE, { stage: options.stage });
  const { directory, files } = await builtDirectory();
  const noDocker = await whyNoDocker();
  if (noDocker !== undefined) {
    say(`${directory}\n${fileList(files)}`);
    note(`No image was built (${noDocker}).\nIt would hold these files, on public.ecr.aws/lambda/nodejs:24.`);
    return options.push ? TOOL_MISSING : EXIT.ok;
  }
  const image = await buildImage(ROOT);
  tell(image, files);
  await checkUnderEmulator();
  note('Under the runtime interface emulator of its base it starts and answers.');
  if (!options.push) return EXIT.ok;
  const repository = wanted ?? (await repositoryOfStack(`${prefix}-${stage}-registry`, region));
  await push(image, repository, stage);
  return EXIT.ok;
}

/** The directory that a zip holds, from the very program that makes it. */
async function builtDirectory(): Promise<z.infer<typeof deployableSchema>> {
  const script = join(ROOT, 'lambdas', 'inference', 'build.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--json']);
  return deployableSchema.parse(JSON.parse(stdout));
}

function tell(image: BuiltImage, directory: readonly ListedFile[]): void {
  say(`${LOCAL_IMAGE} ${image.id}\n${fileList(image.files)}`);
  say(`${image.bytes.toLocaleString('en').padStart(12)}  bytes with the base image\n`);
  const unlike = differences(image.files, directory);
  if (unlike.length === 0) return;
  throw new PlainFault(
    `the image does not hold what a zip of these sources holds:\n  ${unlike.join('\n  ')}`,
  );
}

async function push(image: BuiltImage, repository: EcrRepository, stage: string): Promise<void> {
  const tag = `build-${image.id.slice('sha256:'.length).slice(0, TAG_DIGITS)}`;
  const digest = await pushImage(repository, tag);
  note(`It is in ${repository.uri} as ${tag}. To deploy it:
  npx cdk deploy --all -c stage=${stage} -c package=${digest}
Images tagged "build-…" are deleted when many newer ones are there: give one that stays deployed another tag that
begins with "deployed-".`);
  say(`${digest}\n`);
}

function say(text: string): number {
  process.stdout.write(text);
  return EXIT.ok;
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

try {
  process.exitCode = await main(readOptions());
} catch (error) {
  process.exitCode = error instanceof ToolMissing ? TOOL_MISSING : exitCodeOf(error);
  note(explain(error, { stack: process.env.WEIR_DEBUG === '1' }));
}

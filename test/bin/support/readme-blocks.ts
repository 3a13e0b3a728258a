import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const README = join(import.meta.dirname, '..', '..', '..', 'README.md');

/** A fenced block of the README: "```<language> <info>". */
export interface ReadmeBlock {
  readonly language: string;
  /** What stands behind the language: how a shell block is run, or the name of the file that the block is. */
  readonly info: string;
  readonly text: string;
}

export function readmeBlocks(): readonly ReadmeBlock[] {
  const fence = /^```(\w+)?(?: (\S+))?\n([\s\S]*?)^```$/gm;
  return [...readFileSync(README, 'utf8').matchAll(fence)].map(([, language = '', info = '', text]) => ({
    language,
    info,
    text: text!,
  }));
}

/** How the shell blocks are run: in the README's fences, behind "sh". */
export const SHELL_KINDS = {
  '': 'run as it stands',
  ci: 'too long for a test: a step of .ci/run',
  up: 'started in a terminal of its own and stopped at the end',
  aws: 'run with the aws command of this machine, or its stand-in',
  'aws-v1': 'run with AWS CLI v1',
  'aws-v2': 'run with AWS CLI v2',
  deploy: 'run against an emulator, as its stage: test/e2e/readme.ts',
  emulator: 'the same',
  search: 'too long for a test: test/e2e/search.ts',
  live: 'the same, with a stack up that has answered records',
  drift: 'too long for a test: test/e2e/drift-demo.ts',
  docker: 'needs Docker: what it mounts is held to it by test/localstack/emulator/compose-file.test.ts',
  remote: 'started against a stand-in for Step Functions: test/bin/train/step-functions.test.ts',
} as const;

export type ShellKind = keyof typeof SHELL_KINDS;

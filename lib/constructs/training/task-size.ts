import { UserError } from '../../contract/errors.ts';

/** What a task gets. */
export interface TaskSize {
  /** 1,024 are a vCPU: 512, 1,024, 2,048, 4,096, 8,192 or 16,384. */
  readonly cpuUnits: number;
  /** As many as Fargate has with so much CPU. */
  readonly memoryMb: number;
}

const GB = 1_024;

/** Memory by CPU: from, to, and in steps of, all in MB. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html */
const MEMORY_MB: Readonly<Record<number, readonly [from: number, to: number, step: number]>> = {
  512: [GB, 4 * GB, GB],
  1024: [2 * GB, 8 * GB, GB],
  2048: [4 * GB, 16 * GB, GB],
  4096: [8 * GB, 30 * GB, GB],
  8192: [16 * GB, 60 * GB, 4 * GB],
  16384: [32 * GB, 120 * GB, 8 * GB],
};

/** @throws UserError for a size that Fargate has not, or that is too small for a fit */
export function checkedSize(size: TaskSize): TaskSize {
  const { cpuUnits, memoryMb } = size;
  const allowed = MEMORY_MB[cpuUnits];
  if (allowed === undefined)
    throw new UserError(`cpuUnits is ${cpuUnits}; expected ${Object.keys(MEMORY_MB).join(', ')}`);
  const [from, to, step] = allowed;
  if (memoryMb >= from && memoryMb <= to && memoryMb % step === 0) return size;
  throw new UserError(
    `memoryMb is ${memoryMb}; with ${cpuUnits} cpuUnits Fargate has ${from} to ${to} MB in steps of ${step}`,
  );
}

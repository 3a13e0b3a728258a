import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildInference } from '../../lambdas/inference/build.ts';
import type { KinesisEvent } from '../../lambdas/inference/decode/kinesis-event.ts';
import { ENV } from '../../lib/contract/environment.ts';
import { type StandInEndpoints, startLines } from './child-lines.ts';
import { typical } from './measure.ts';
import type { Row } from './report.ts';

const STARTS = 11;

export interface ProcessBench {
  /** Where the SVM is the champion. */
  readonly registry: string;
  readonly model: string;
  /** A directory for events and quarantine. */
  readonly directory: string;
  readonly batch: KinesisEvent;
  readonly single: KinesisEvent;
}

/** What only a process of its own can show: the deployable's size, its start and its memory. */
export async function processRows(bench: ProcessBench): Promise<Row[]> {
  const { directory: built, bytes } = await buildInference();
  const standIn = startLines(join(import.meta.dirname, 'put-stand-in.ts'));
  const { http1 } = JSON.parse(await standIn.nextLine()) as StandInEndpoints;
  const env = functionEnvironment(bench, join(built, 'index.mjs'), http1);
  const [single, batch] = [join(bench.directory, 'single.json'), join(bench.directory, 'batch.json')];
  await writeFile(single, JSON.stringify(bench.single));
  await writeFile(batch, JSON.stringify(bench.batch));

  const counting = { ...env, [ENV.monitoring]: join(bench.directory, 'monitoring') };
  const starts: number[] = [];
  const countingStarts: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    starts.push((await invoke({ ...env, BENCH_EVENT: single })).ms);
    countingStarts.push((await invoke({ ...counting, BENCH_EVENT: single })).ms);
  }
  const { peakKb } = await invoke({ ...counting, BENCH_EVENT: batch });
  await standIn.end();
  return [
    {
      what: 'peak memory, SVM batch of 10,000',
      measured: (peakKb * 1024) / 1e6,
      target: { kind: 'at most', value: 200 },
      unit: 'MB',
      detail: 'resident set of a process with the built function, event to the answer, rows counted',
    },
    {
      what: 'process start to first SVM prediction',
      measured: typical(starts),
      target: { kind: 'at most', value: 130 },
      unit: 'ms',
      detail: `lower quartile of ${STARTS} starts of the built function, registry in a directory, put included`,
    },
    {
      what: 'the first batch is answered later where rows are counted',
      measured: typical(countingStarts) - typical(starts),
      unit: 'ms',
      detail: `once in a sandbox, after its predictions are out: ${typical(countingStarts).toFixed(0)} − ${typical(starts).toFixed(0)} ms, profile.json read and a window written`,
    },
    {
      what: "the function's code and runtime, unzipped",
      measured: bytes / 1e6,
      target: { kind: 'at most', value: 48 },
      unit: 'MB',
      detail: 'dist/inference',
    },
  ];
}

function functionEnvironment(
  { registry, model, directory }: ProcessBench,
  index: string,
  endpoint: string,
): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    BENCH_FUNCTION: pathToFileURL(index).href,
    [ENV.model]: model,
    [ENV.registry]: registry,
    [ENV.quarantine]: join(directory, 'quarantine'),
    [ENV.outputStream]: 'weir-output',
    [ENV.region]: 'us-east-1',
    [ENV.kinesisEndpointUrl]: endpoint,
    [ENV.accessKeyId]: 'test',
    [ENV.secretAccessKey]: 'secret',
  };
}

/** One life of the function with one event. @throws when it does not answer all of it */
async function invoke(env: NodeJS.ProcessEnv): Promise<{ readonly ms: number; readonly peakKb: number }> {
  const started = performance.now();
  const child = spawn(process.execPath, [join(import.meta.dirname, 'function-process.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  });
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += chunk;
    const result = /^BENCH (.*)$/m.exec(printed)?.[1];
    if (result === undefined) continue;
    const ms = performance.now() - started;
    const { unfinished, peakKb } = JSON.parse(result) as { unfinished: number; peakKb: number };
    if (unfinished > 0) throw new Error('the function did not finish the batch');
    return { ms, peakKb };
  }
  throw new Error(`the function gave no answer:\n${printed}`);
}

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openOnnxSession } from '../../lib/model/adapters/onnx-session.ts';
import { startSessionProcess } from '../../lib/model/adapters/process-session.ts';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import { ModelRegistry } from '../../lib/registry/registry.ts';
import { kinesisPutRecords } from './adapters/kinesis-put-records.ts';
import { storeQuarantine } from './adapters/store-quarantine.ts';
import { createChallenger } from './challenger/create-challenger.ts';
import { createChampion } from './champion/create-champion.ts';
import { readConfig } from './config.ts';
import { DryRun } from './dry-run.ts';
import { createProfiler } from './profile/profiler.ts';
import { deadlineOf } from './respond/deadline.ts';
import { systemTime } from './respond/ports.ts';
import { createRunner } from './runner.ts';
import { createLog } from './telemetry/logger.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { Telemetry } from './telemetry/telemetry.ts';

/** Lambda ends a start-up that takes 10 s and begins anew. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const INIT_MS = 10_000;

/** The bundle of lib/model/adapters/run-session.ts, beside this one's: the build replaces it by the file's name. */
declare const SESSION_SCRIPT: string;

const config = readConfig();
const dryRun = config.output === undefined ? new DryRun() : undefined;
const telemetry = new Telemetry(
  createLog(config),
  dryRun === undefined ? createMetrics(config) : () => {},
  systemTime.now,
);
const registry = new ModelRegistry(openStore(config.registry));
const champion = createChampion({
  registry,
  openSession: openOnnxSession,
  observer: telemetry,
  time: systemTime,
  config,
});
const challenger = createChallenger({
  registry,
  startProcess: () => startSessionProcess(join(__dirname, SESSION_SCRIPT)),
  observer: telemetry,
  time: systemTime,
  config,
});
const profiler =
  config.profile &&
  createProfiler(
    {
      store: openStore(config.profile.store),
      registry,
      observer: telemetry,
      now: systemTime.now,
      randomId: randomUUID,
    },
    { ...config.profile, model: config.model },
  );
const run = createRunner({
  champion,
  challenger,
  profiler,
  telemetry,
  ports: {
    predictions: dryRun?.predictions ?? kinesisPutRecords(config.output!),
    quarantine: dryRun?.quarantine ?? storeQuarantine(openStore(config.quarantine)),
    time: systemTime,
  },
  settings: { order: config.order, outputFormat: config.outputFormat },
});

/**
 * Resolves once the champion is loaded or the time of a start-up is over: now, while Lambda grants a whole vCPU.
 * What fails here is tried again by the first invocation. The deployable's index.mjs awaits it.
 */
export const ready: Promise<boolean> = champion.start(deadlineOf(systemTime.now(), INIT_MS));

/** What Lambda calls with each batch. In a dry run its answer carries predictions and rejections as well. */
export const handler = dryRun?.answering(run) ?? run;

import type { StageSettings } from './deploy/settings.ts';

const DAY_SECONDS = 86_400;

/**
 * Of wines that it never saw the model is sure by 0.61 on the mean: seven grades next to each other. The default of
 * 0.6 would go off by chance.
 */
const WINE_LOW_CONFIDENCE = 0.5;

/**
 * What each stage deploys: literal data, checked at synthesis (bin/deploy/settings.ts says what each means, its
 * range and its default). `npx cdk deploy --all` takes dev, `-c stage=prod` another; `-c model=`, `-c package=`,
 * `-c region=`, `-c account=` and `-c mails=` go before what is written here.
 */
export const STAGES: Readonly<Record<string, StageSettings>> = {
  /** For trying things out: everything goes with the stack, data included. */
  dev: {
    region: 'us-east-1',
    zones: ['a', 'b'],
    removal: 'destroy',
    models: {
      'wine-quality': {
        capacity: { mode: 'provisioned', inputShards: 1, outputShards: 1 },
        alarms: { lowConfidence: WINE_LOW_CONFIDENCE, modelAgeSeconds: 30 * DAY_SECONDS },
      },
    },
    // Started by weir train --remote alone.
    training: { models: { 'wine-quality': { data: 'wine-quality/wines.csv' } } },
  },

  /** Answers to people: buckets, streams and keys outlive the stacks, which cannot be deleted by mistake. */
  prod: {
    region: 'us-east-1',
    zones: ['a', 'b'],
    removal: 'keep',
    // What serves here is promoted by somebody, and is not whatever lies on the machine that deploys.
    firstModel: 'none',
    models: {
      'wine-quality': {
        capacity: { mode: 'on-demand' },
        retentionHours: 72,
        // Two hours below the retention: time to put them in the destination.
        mapping: { maximumRecordAgeInSeconds: 70 * 3_600 },
        // The daily run takes the champion's place only with a better one, which is not there every day; that it
        // succeeds at all, another alarm sees.
        alarms: { lowConfidence: WINE_LOW_CONFIDENCE, modelAgeSeconds: 7 * DAY_SECONDS },
      },
    },
    training: {
      models: {
        'wine-quality': { data: 'wine-quality/wines.csv', trials: 100, workers: 4, daily: '03:30' },
      },
    },
  },

  /** An emulator on this machine: as dev, without Docker. */
  local: {
    region: 'us-east-1',
    account: '000000000000',
    zones: ['a', 'b'],
    removal: 'destroy',
    emulator: true,
    package: 'zip',
    models: {
      'wine-quality': {
        capacity: { mode: 'provisioned', inputShards: 1, outputShards: 1 },
        // A promotion, and the judgement of what came, are tried out without waiting for them.
        pollSeconds: 2,
        profileSeconds: 2,
        predictionLog: true,
        labelStream: true,
        alarms: { lowConfidence: WINE_LOW_CONFIDENCE },
      },
    },
    training: {
      models: { 'wine-quality': { data: 'wine-quality/wines.csv', trials: 10, daily: '03:30' } },
    },
  },
};

export const DEFAULT_STAGE = 'dev';

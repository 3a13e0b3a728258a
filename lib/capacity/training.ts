import { n } from './line.ts';
import type { Prices } from './prices.ts';
import { TRAINING_CUSTOM_METRICS, TRAINING_RESOURCES } from './resources.ts';

/** What a stage's training stack costs, in US dollars. */
export interface TrainingCost {
  /** A month without a run. */
  readonly idleUsd: number;
  readonly idleHow: string;
  readonly run: {
    /** The run that the figures are of. */
    readonly what: string;
    readonly usd: number;
    readonly how: string;
    readonly spotUsd: number;
  };
}

/** A task's size as a stage has it by default, and a run to compare others with: the cost grows with each figure. */
const RUN = { workers: 2, vcpus: 2, gb: 4, hours: 1 } as const;

/**
 * Of the price on demand: an assumption, and the best case. Spot's price follows supply; Fargate promises "up to 70%
 * off". https://aws.amazon.com/fargate/pricing/
 */
const SPOT_SHARE = 0.3;

/** Preparing and ending a run, on demand: a task of some minutes each. */
const FRAME_HOURS = 0.2;

export function trainingCost({ fargate, kms, cloudWatch }: Prices): TrainingCost {
  const { keys, alarmMetrics } = TRAINING_RESOURCES;
  const { workers, vcpus, gb, hours } = RUN;
  const taskHour = vcpus * fargate.vcpuHour + gb * fargate.gbHour;
  const hoursOfTasks = workers * hours + FRAME_HOURS;
  const addresses = hoursOfTasks * fargate.addressHour;
  const frame = FRAME_HOURS * taskHour;
  const work = workers * hours * taskHour;
  return {
    idleUsd: keys * kms.keyMonth + alarmMetrics * cloudWatch.alarmMetricMonth,
    idleHow: `${keys} key × $${kms.keyMonth} + ${alarmMetrics} metrics of alarms × $${cloudWatch.alarmMetricMonth}; with runs up to ${TRAINING_CUSTOM_METRICS} custom metrics × $${cloudWatch.metricMonth}, and those of Container Insights, by the hour; a private network adds three interface endpoints in each zone`,
    run: {
      what: `${workers} workers for ${hours} h`,
      usd: work + frame + addresses,
      how: `(${workers} × ${hours} h + ${FRAME_HOURS} h to begin and end) × (${vcpus} vCPU × $${fargate.vcpuHour} + ${gb} GB × $${fargate.gbHour} + $${fargate.addressHour} for a public address) = ${n(hoursOfTasks)} h × $${n(taskHour + fargate.addressHour)}`,
      spotUsd: SPOT_SHARE * work + frame + addresses,
    },
  };
}

import type { HostMetricName } from '../../lib/contract/host-metrics.ts';

/** An alarm on the machine, or on the stack as a whole; shaped as those of lib/contract/alarms.ts are. */
export interface HostAlarm {
  readonly means: string;
  readonly first: string;
  /** A share from 0 to 1; of service-down whether it answers. */
  readonly expression: string;
  readonly comparison: 'above' | 'below';
  readonly threshold: number;
  /** How long it must hold. */
  readonly forSeconds: number;
  readonly severity: 'critical' | 'warning';
}

const name = (metric: HostMetricName) => metric;
const CPU = name('weir_host_cpu_seconds_total');
const MEMORY = [name('weir_host_memory_available_bytes'), name('weir_host_memory_bytes')] as const;
const DISK = [name('weir_host_disk_available_bytes'), name('weir_host_disk_bytes')] as const;

const usedShare = ([available, size]: readonly [string, string]) => `1 - ${available} / ${size}`;

/** By name, which is the anchor of their section in docs/runbook.md as well. Only Prometheus has them. */
export const HOST_ALARMS = {
  'host-cpu': {
    means: 'The processors were busy for more than 80% of five minutes.',
    first: 'Look at the records a second and at what else runs on the machine.',
    expression: `sum by (instance) (rate(${CPU}{mode="busy"}[5m])) / sum by (instance) (rate(${CPU}[5m]))`,
    comparison: 'above',
    threshold: 0.8,
    forSeconds: 0,
    severity: 'warning',
  },
  'host-memory': {
    means: 'More than 70% of the memory was in use for five minutes.',
    first: 'Look for the process that grew: the stack, the function, or another.',
    expression: usedShare(MEMORY),
    comparison: 'above',
    threshold: 0.7,
    forSeconds: 300,
    severity: 'warning',
  },
  'host-disk': {
    means: 'The file system of the local state was more than 85% full for five minutes.',
    first: 'Remove old state, or move it with WEIR_HOME: a full disk ends the streams.',
    expression: usedShare(DISK),
    comparison: 'above',
    threshold: 0.85,
    forSeconds: 300,
    severity: 'critical',
  },
  'service-down': {
    means: 'The stack did not answer for a minute: nothing is predicted, nothing watched.',
    first: 'See whether npm start runs, and read its last lines.',
    expression: 'up{job="weir"}',
    comparison: 'below',
    threshold: 1,
    forSeconds: 60,
    severity: 'critical',
  },
} as const satisfies Readonly<Record<string, HostAlarm>>;
export type HostAlarmName = keyof typeof HOST_ALARMS;

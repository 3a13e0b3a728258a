/**
 * What /metrics of the embedded stack says of the machine that it runs on: rules and dashboards read these names. They
 * are Weir's own, so that a node_exporter on the same machine raises no alert twice.
 */
export interface HostMetric {
  readonly kind: 'counter' | 'gauge';
  readonly help: string;
  readonly labels: readonly string[];
}

function define<const T extends Record<string, HostMetric>>(metrics: T): { [K in keyof T]: HostMetric } {
  return metrics;
}

/** By name in Prometheus. Counters count since the machine (network: the device) came up. */
export const HOST_METRICS = define({
  weir_host_cpu_seconds_total: {
    kind: 'counter',
    help: 'Time of all processors together, by mode: busy or idle.',
    labels: ['mode'],
  },
  weir_host_memory_bytes: { kind: 'gauge', help: 'Memory of the machine.', labels: [] },
  weir_host_memory_available_bytes: {
    kind: 'gauge',
    help: 'Memory that programs can have without swapping.',
    labels: [],
  },
  weir_host_disk_bytes: {
    kind: 'gauge',
    help: 'Size of the file system that the local state lies on.',
    labels: [],
  },
  weir_host_disk_available_bytes: {
    kind: 'gauge',
    help: 'What is free of it for those who are not root.',
    labels: [],
  },
  weir_host_network_received_bytes_total: {
    kind: 'counter',
    help: 'Bytes received, by device, the loopback among them. Linux alone.',
    labels: ['device'],
  },
  weir_host_network_sent_bytes_total: {
    kind: 'counter',
    help: 'Bytes sent, by device, the loopback among them. Linux alone.',
    labels: ['device'],
  },
});
export type HostMetricName = keyof typeof HOST_METRICS;

/**
 * What /metrics says of the stack's own process, by prom-client's names; more come with them.
 * https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics
 */
export const PROCESS_METRICS = [
  'process_cpu_seconds_total',
  'process_resident_memory_bytes',
  'process_start_time_seconds',
  'nodejs_eventloop_lag_seconds',
  'nodejs_heap_size_used_bytes',
] as const;

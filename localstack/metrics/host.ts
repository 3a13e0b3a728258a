import { readFile, statfs } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';
import { Counter, Gauge, type Registry } from 'prom-client';
import { HOST_METRICS, type HostMetricName } from '../../lib/contract/host-metrics.ts';

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** What each metric of the machine is now; a source that this machine does not have gives no samples. */
function readers(disk: string): Readonly<Record<HostMetricName, () => Promise<Sample[]> | Sample[]>> {
  return {
    weir_host_cpu_seconds_total: processorTimes,
    weir_host_memory_bytes: () => [[{}, totalmem()]],
    weir_host_memory_available_bytes: () => [[{}, freemem()]],
    weir_host_disk_bytes: () => room(disk, 'bytes'),
    weir_host_disk_available_bytes: () => room(disk, 'available'),
    weir_host_network_received_bytes_total: () => network('received'),
    weir_host_network_sent_bytes_total: () => network('sent'),
  };
}

/** Registers what HOST_METRICS names; each scrape reads the machine anew. */
export function registerHostMetrics(registry: Registry, disk: string): void {
  const read = readers(disk);
  for (const [name, { kind, help, labels: labelNames }] of Object.entries(HOST_METRICS)) {
    const Metric = kind === 'counter' ? Counter : Gauge;
    const metric = new Metric({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const samples = await read[name as HostMetricName]();
        metric.reset();
        // Without labels a metric begins at 0, which would be a size.
        if (labelNames.length === 0) metric.remove({});
        for (const [labels, value] of samples) metric.inc(labels, value);
      },
    });
  }
}

function processorTimes(): Sample[] {
  const times = cpus().map(({ times }) => times);
  const busyMs = times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, 0);
  const idleMs = times.reduce((sum, { idle }) => sum + idle, 0);
  return [
    [{ mode: 'busy' }, busyMs / 1_000],
    [{ mode: 'idle' }, idleMs / 1_000],
  ];
}

/** None where the directory is gone: one metric less, not a scrape that fails with all the others. */
async function room(directory: string, of: 'bytes' | 'available'): Promise<Sample[]> {
  const system = await statfs(directory).catch(() => undefined);
  if (system === undefined) return [];
  return [[{}, system.bsize * (of === 'bytes' ? system.blocks : system.bavail)]];
}

/** The columns of a line of /proc/net/dev. https://man7.org/linux/man-pages/man5/proc_pid_net.5.html */
const COLUMN = { received: 0, sent: 8 } as const;

async function network(direction: keyof typeof COLUMN): Promise<Sample[]> {
  const text = await readFile('/proc/net/dev', 'utf8').catch(() => '');
  return text.split('\n').flatMap((line): Sample[] => {
    const [device = '', numbers] = line.split(':');
    const value = Number(numbers?.trim().split(/\s+/)[COLUMN[direction]]);
    return Number.isFinite(value) ? [[{ device: device.trim() }, value]] : [];
  });
}

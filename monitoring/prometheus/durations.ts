const UNITS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'm'],
  [1, 's'],
];

/** A duration in whole seconds as Prometheus, Alertmanager and Grafana read it: 300 is 5m. */
export function durationOf(seconds: number): string {
  const [of, unit] = UNITS.find(([size]) => seconds >= size && seconds % size === 0) ?? [1, 's'];
  return `${seconds / of}${unit}`;
}

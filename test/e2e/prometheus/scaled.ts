import type { GeneratedFiles } from '../../../monitoring/provisioning/files.ts';

const MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Durations where Prometheus and Alertmanager read them: ranges of expressions, and members that are one. */
const DURATIONS = /(\[|^\s*(?:for|\w+_interval|\w+_timeout|group_wait): )(\d+)(ms|s|m|h|d)(?=\]|$)/gm;

/** A copy in which time goes `factor` times faster, and nothing else differs. */
export function scaled(files: GeneratedFiles, factor: number): GeneratedFiles {
  return mapped(files, (text) =>
    text.replace(DURATIONS, (_, before: string, count: string, unit: keyof typeof MS) => {
      const ms = (Number(count) * MS[unit]) / factor;
      if (!Number.isInteger(ms))
        throw new Error(`${count}${unit} ÷ ${factor} is no whole number of milliseconds`);
      return `${before}${ms}ms`;
    }),
  );
}

/** The same without its durations, to be compared. */
export function withoutDurations(files: GeneratedFiles): GeneratedFiles {
  return mapped(files, (text) => text.replace(DURATIONS, (_, before: string) => `${before}…`));
}

function mapped(files: GeneratedFiles, change: (text: string) => string): GeneratedFiles {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, change(text)]));
}

import { buildDashboard } from '../../../monitoring/grafana/build-dashboard.ts';
import { DASHBOARDS } from '../../../monitoring/grafana/dashboards.ts';
import { must } from '../scene.ts';
import type { PrometheusApi } from './prometheus-api.ts';

interface Asked {
  readonly dashboard: string;
  readonly panel: string;
  readonly expression: string;
}

/** What has no values without a challenger, drift job, training; of streaming and system everything has. */
const SILENT_WITHOUT_JOBS = new Set(['model', 'drift', 'training']);

/** Every query of every dashboard on what the stack really told: all are understood, and what is told is found. */
export async function everyQueryIsAnswered(
  api: PrometheusApi,
  chosen: { readonly model: string; readonly range: string },
): Promise<string> {
  const asked = queriesWith({
    stage: 'local',
    model: chosen.model,
    alias: 'champion',
    __rate_interval: chosen.range,
  });
  const found = await Promise.all(
    asked.map(async (one) => ({ ...one, samples: await api.query(one.expression) })),
  );
  const empty = found.filter(
    ({ samples, dashboard }) => samples.length === 0 && !SILENT_WITHOUT_JOBS.has(dashboard),
  );
  must(empty.length === 0, `nothing to see on ${empty.map(({ panel }) => panel).join(', ')}`);
  const full = found.filter(({ samples }) => samples.length > 0);
  return `${found.length} queries, ${full.length} of them with values`;
}

function queriesWith(variables: Readonly<Record<string, string>>): Asked[] {
  return DASHBOARDS.flatMap((dashboard) =>
    (buildDashboard(dashboard, 'prometheus').panels ?? []).flatMap((panel) => {
      const { title = '', targets = [] } = panel as { title?: string; targets?: { expr?: string }[] };
      return targets.map(({ expr = '' }) => ({
        dashboard: dashboard.name,
        panel: title,
        expression: expr.replace(/\$(\w+)/g, (_, name: string) => variables[name] ?? ''),
      }));
    }),
  );
}

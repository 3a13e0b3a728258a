import { alertRules } from '../../../monitoring/grafana/alerting/alert-rules.ts';
import { buildDashboard } from '../../../monitoring/grafana/build-dashboard.ts';
import { DASHBOARDS } from '../../../monitoring/grafana/dashboards.ts';
import { SOURCES, type Source } from '../../../monitoring/grafana/panel.ts';

/** As much of a query as both data sources and Grafana's own expressions have. */
export interface Query {
  readonly refId: string;
  readonly expr?: string;
  readonly id?: string;
  readonly namespace?: string;
  readonly metricName?: string;
  readonly expression?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly label?: string;
  readonly hide?: boolean;
}

export interface BuiltPanel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Query[];
  readonly interval?: string;
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit?: string;
      readonly custom?: { readonly drawStyle?: string };
      readonly thresholds?: {
        readonly steps: readonly { readonly value: number | null; readonly color: string }[];
      };
    };
  };
}

export interface BuiltRule {
  readonly uid: string;
  readonly title: string;
  readonly condition: string;
  readonly dashboardUid?: string;
  readonly panelId?: number;
  readonly labels: { readonly alarm: string };
  readonly data: readonly { readonly refId: string; readonly datasourceUid: string; readonly model: Query }[];
}

/** All dashboards as Grafana reads them. */
export const built = SOURCES.flatMap((source) =>
  DASHBOARDS.map((dashboard) => {
    const made = buildDashboard(dashboard, source);
    const panels = made.panels as unknown as BuiltPanel[];
    return { source, name: `${source} ${dashboard.name}`, made, panels };
  }),
);
export const of = (source: Source) => built.filter((one) => one.source === source);
/** Its alert rules of both groups. */
export const rulesOf = (source: Source) =>
  (
    alertRules(source, { runbookUrl: 'docs/runbook.md' }) as unknown as { groups: { rules: BuiltRule[] }[] }
  ).groups.flatMap(({ rules }) => rules);

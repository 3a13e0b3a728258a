import { Stack } from 'aws-cdk-lib';
import {
  GraphWidget,
  type GraphWidgetProps,
  type IMetric,
  type YAxisProps,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** Widgets of a row are as high as each other, so that the grid has no holes. */
export const ROW_HEIGHT = 6;

/** CloudWatch's grid. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export const GRID_WIDTH = 24;

export interface Chart {
  readonly title: string;
  readonly left: readonly IMetric[];
  /** What the left axis counts: "records a minute". */
  readonly leftUnit: string;
  readonly right?: readonly IMetric[];
  readonly rightUnit?: string;
  /** Lines across the chart, such as a limit or a threshold. */
  readonly annotations?: GraphWidgetProps['leftAnnotations'];
  /** Values that add up are stacked. Default: false. */
  readonly stacked?: boolean;
}

/** A chart whose axes begin at zero and say what they count. */
export function chart(
  { title, left, leftUnit, right, rightUnit, annotations, stacked }: Chart,
  width: number,
) {
  return new GraphWidget({
    title,
    width,
    height: ROW_HEIGHT,
    left: [...left],
    leftYAxis: axis(leftUnit),
    ...(right === undefined ? {} : { right: [...right], rightYAxis: axis(rightUnit ?? '') }),
    ...(annotations === undefined ? {} : { leftAnnotations: annotations }),
    stacked: stacked ?? false,
  });
}

function axis(label: string): YAxisProps {
  return { label, min: 0, showUnits: false };
}

/** Charts beside each other, of one width. */
export function row(charts: readonly Chart[], width: number): GraphWidget[] {
  return charts.map((one) => chart(one, width));
}

/** In Markdown; a path in the repository is no address. */
export function runbookLink(runbookUrl: string): string {
  return /^https:/.test(runbookUrl) ? `[the runbook](${runbookUrl})` : `\`${runbookUrl}\``;
}

/** In Markdown: another dashboard of the same account and region. */
export function dashboardLink(scope: Construct, dashboardName: string): string {
  const { region } = Stack.of(scope);
  const console = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}`;
  return `[${dashboardName}](${console}#dashboards/dashboard/${dashboardName})`;
}

import {
  GraphWidget,
  type GraphWidgetProps,
  type IMetric,
  type YAxisProps,
} from 'aws-cdk-lib/aws-cloudwatch';

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

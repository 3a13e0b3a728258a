import { Dashboard, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { RUNBOOK } from '../alarms/alarm-descriptions.ts';
import { DriftFunction } from '../drift/drift-function.ts';
import type { DriftJob } from '../drift/drift-job.ts';
import { driftMetric } from '../drift/metrics.ts';
import type { PredictionStreams } from '../prediction-streams/prediction-streams.ts';
import { type CostPrices, cost } from './cost-chart.ts';
import { drift, type ModelParts, quality, versions } from './model-charts.ts';
import { training } from './training-charts.ts';
import { type Chart, chart, dashboardLink, GRID_WIDTH, row, runbookLink } from './widgets.ts';

export interface ModelDashboardProps extends ModelParts {
  readonly streams: PredictionStreams;
  readonly job: DriftJob;
  /** 1 to 255 letters, digits, "-" and "_". */
  readonly dashboardName: string;
  /** Of the other one, which this one links to. */
  readonly pathDashboardName: string;
  readonly reportsUrl: string;
  /** Default: no cost is shown. */
  readonly prices?: CostPrices | undefined;
  /** Of the stage's state machine. Default: the stage trains nothing. */
  readonly trainingName?: string | undefined;
  /** Default: the path in the repository. */
  readonly runbookUrl?: string | undefined;
}

/**
 * The dashboard of the model, in the order of the questions: what serves, did the world change, are its answers right,
 * what comes next, and what does it cost. Below 50 metrics, of which the features of the search are as many as the
 * model has: see InferenceDashboard for what dashboards cost.
 */
export class ModelDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: ModelDashboardProps) {
    super(scope, id);
    this.dashboard = new Dashboard(this, 'Dashboard', { dashboardName: props.dashboardName });
    const third = GRID_WIDTH / 3;
    this.dashboard.addWidgets(...row(versions(props), third));
    this.dashboard.addWidgets(...row(drift(props), third));
    this.dashboard.addWidgets(...row(quality(props), third));
    const last = [...this.#training(props), watching(props), ...this.#cost(props)];
    this.dashboard.addWidgets(...last.map((one) => chart(one, GRID_WIDTH / last.length)));
    this.dashboard.addWidgets(this.#whereToLook(props));
  }

  #training({ trainingName, function: { settings } }: ModelDashboardProps): readonly Chart[] {
    return trainingName === undefined ? [] : training(this, trainingName, settings.stage);
  }

  #cost({ prices, job, ...props }: ModelDashboardProps): readonly Chart[] {
    if (prices === undefined) return [];
    const lambda = job.job instanceof DriftFunction ? job.job.function : undefined;
    return cost({ ...props, job: lambda }, prices);
  }

  #whereToLook(props: ModelDashboardProps): TextWidget {
    const { function: inference, job, reportsUrl, pathDashboardName, runbookUrl = RUNBOOK } = props;
    const { model } = inference.settings;
    const markdown = [
      `[The latest report of drift](${reportsUrl}). Traffic, latency and alarms: ${dashboardLink(this, pathDashboardName)}. What the alarms mean: ${runbookLink(runbookUrl)}. What to type first:`,
      '',
      `- what the drift job says: \`aws logs tail ${job.logGroup.logGroupName} --since 2h\``,
      `- judge an hour again: \`npx weir drift --model ${model} --window 2026-11-21T02\``,
      `- put back the former version: \`npx weir rollback ${model} --registry <RegistryUri>\``,
    ].join('\n');
    return new TextWidget({ markdown, width: GRID_WIDTH, height: 4 });
  }
}

/** Whether anybody watches at all. */
function watching({ function: inference }: ModelDashboardProps): Chart {
  const { stage, model } = inference.settings;
  return {
    title: 'Runs of the drift job, and windows that could not be written',
    leftUnit: 'an hour',
    left: [
      driftMetric('DriftRuns', { stage, model }, { label: 'runs' }),
      inference.metric('ProfileFailures', { label: 'writes that failed' }),
    ],
    right: [driftMetric('DriftJobTime', { stage, model }, { label: 'time of a run' })],
    rightUnit: 'milliseconds',
  };
}

import { Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmStatusWidget,
  Dashboard,
  LogQueryVisualizationType,
  LogQueryWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { RUNBOOK } from '../alarms/alarm-descriptions.ts';
import { answers, edges, overview, type PathParts, speed } from './path-charts.ts';
import { dashboardLink, GRID_WIDTH, ROW_HEIGHT, row, runbookLink } from './widgets.ts';

export interface InferenceDashboardProps extends PathParts {
  /** 1 to 255 letters, digits, "-" and "_". */
  readonly dashboardName: string;
  /** Of the other one, which this one links to: what the model is worth. */
  readonly modelDashboardName: string;
  /** All of the model's. */
  readonly alarmNames: readonly string[];
  /** Default: the path in the repository. */
  readonly runbookUrl?: string | undefined;
}

/**
 * The dashboard of the streaming path, in the order of the questions: is anything wrong, where does the time go, what
 * is answered, what do the streams take. Three dashboards of an account with up to 50 metrics each are free, every
 * other costs 3 USD a month: hence two for each model, of which neither has more, and not one with more than 50. The
 * chart of memory is a query of the log, 0.005 USD for each GB that it looks through when it is shown.
 * https://aws.amazon.com/cloudwatch/pricing/
 */
export class InferenceDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: InferenceDashboardProps) {
    super(scope, id);
    this.dashboard = new Dashboard(this, 'Dashboard', { dashboardName: props.dashboardName });
    const quarter = GRID_WIDTH / 4;
    const third = GRID_WIDTH / 3;
    this.dashboard.addWidgets(this.#alarmStatus(props.alarmNames, quarter), ...row(overview(props), quarter));
    this.dashboard.addWidgets(...row(speed(props), third), this.#memory(props, third));
    this.dashboard.addWidgets(...row(answers(props), GRID_WIDTH / 2));
    this.dashboard.addWidgets(...row(edges(props), third));
    this.dashboard.addWidgets(this.#whatToType(props));
  }

  /** By the names, not by the resources: an emulator's stage leaves some of them out. */
  #alarmStatus(alarmNames: readonly string[], width: number): AlarmStatusWidget {
    const alarms = alarmNames.map((name) => Alarm.fromAlarmName(this, name, name));
    return new AlarmStatusWidget({ title: 'Alarms', width, height: ROW_HEIGHT, alarms });
  }

  /** Lambda publishes no metric of it: the lines that it writes at the end of each invocation tell. */
  #memory({ function: inference }: InferenceDashboardProps, width: number): LogQueryWidget {
    return new LogQueryWidget({
      title: `Memory used at most, of ${inference.memoryMb.toLocaleString('en')} MB`,
      width,
      height: ROW_HEIGHT,
      view: LogQueryVisualizationType.LINE,
      logGroupNames: [inference.logGroup.logGroupName],
      queryLines: ['filter @type = "REPORT"', 'stats max(@maxMemoryUsed / 1000000) as MB by bin(5m)'],
    });
  }

  #whatToType(props: InferenceDashboardProps): TextWidget {
    const { function: inference, modelDashboardName, runbookUrl = RUNBOOK } = props;
    const { model, stage } = inference.settings;
    const { region } = Stack.of(this);
    const markdown = [
      `Drift, accuracy, versions, training and cost: ${dashboardLink(this, modelDashboardName)}. Each alarm has its section in ${runbookLink(runbookUrl)}. What to type first:`,
      '',
      `- log: \`aws logs tail ${inference.logGroup.logGroupName} --region ${region} --since 15m\``,
      `- alarms: \`npx weir alarms list --stage ${stage} --model ${model} --region ${region}\``,
      `- versions: \`npx weir models ${model} --history --registry <RegistryUri>\``,
      `- put back the former version: \`npx weir rollback ${model} --registry <RegistryUri>\``,
      `- what was set aside: \`npx weir quarantine --model ${model} --quarantine <QuarantineUri>\``,
    ].join('\n');
    return new TextWidget({ markdown, width: GRID_WIDTH, height: 4 });
  }
}

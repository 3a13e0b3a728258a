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
import type { InferenceAlarms, InferenceAlarmsProps } from '../alarms/inference-alarms.ts';
import { answers, challenger, edges, overview, speed } from './path-charts.ts';
import { type Chart, chart, GRID_WIDTH, ROW_HEIGHT } from './widgets.ts';

export interface InferenceDashboardProps extends Omit<InferenceAlarmsProps, 'topic' | 'alarmPrefix'> {
  /** 1 to 255 letters, digits, "-" and "_". */
  readonly dashboardName: string;
  readonly alarms: InferenceAlarms;
}

/**
 * One dashboard of the streaming path, in the order of the questions: is anything wrong, where does the time go, what
 * is answered, what do the streams take. 15 widgets with 50 metrics; three dashboards of an account are free, each more costs 3 USD
 * a month. The chart of memory is a query of the log, 0.005 USD for each GB that it looks through when it is shown.
 */
export class InferenceDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: InferenceDashboardProps) {
    super(scope, id);
    this.dashboard = new Dashboard(this, 'Dashboard', { dashboardName: props.dashboardName });
    const quarter = GRID_WIDTH / 4;
    const third = GRID_WIDTH / 3;
    this.dashboard.addWidgets(this.#alarmStatus(props.alarms, quarter), ...row(overview(props), quarter));
    this.dashboard.addWidgets(...row(speed(props), third), this.#memory(props, third));
    this.dashboard.addWidgets(...row(answers(props), third));
    this.dashboard.addWidgets(...row(challenger(props), GRID_WIDTH));
    this.dashboard.addWidgets(...row(edges(props), third));
    this.dashboard.addWidgets(this.#whatToType(props));
  }

  /** By the names, not by the resources: an emulator's stage leaves some of them out. */
  #alarmStatus({ alarmNames }: InferenceAlarms, width: number): AlarmStatusWidget {
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

  #whatToType({ function: inference, runbookUrl = RUNBOOK }: InferenceDashboardProps): TextWidget {
    const { model } = inference.settings;
    const { region } = Stack.of(this);
    const runbook = /^https:/.test(runbookUrl) ? `[the runbook](${runbookUrl})` : `\`${runbookUrl}\``;
    const markdown = [
      `Each alarm has its section in ${runbook}. What to type first:`,
      '',
      `- log: \`aws logs tail ${inference.logGroup.logGroupName} --region ${region} --since 15m\``,
      `- versions: \`npx weir models ${model} --history --registry <RegistryUri>\``,
      `- put back the former version: \`npx weir rollback ${model} --registry <RegistryUri>\``,
      `- what was set aside: \`npx weir quarantine --model ${model} --quarantine <QuarantineUri>\``,
    ].join('\n');
    return new TextWidget({ markdown, width: GRID_WIDTH, height: 4 });
  }
}

function row(charts: readonly Chart[], width: number) {
  return charts.map((one) => chart(one, width));
}

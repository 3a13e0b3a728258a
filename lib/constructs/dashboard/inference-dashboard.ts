import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { InferenceAlarms, InferenceAlarmsProps } from '../alarms/inference-alarms.ts';

export interface InferenceDashboardProps extends Omit<InferenceAlarmsProps, 'topic'> {
  readonly dashboardName: string;
  readonly alarms: InferenceAlarms;
}

/** One dashboard of the streaming path. */
export class InferenceDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: InferenceDashboardProps) {
    super(scope, id);
    this.dashboard = new Dashboard(this, 'Dashboard', { dashboardName: props.dashboardName });
  }
}

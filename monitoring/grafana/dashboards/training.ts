import { type Dashboard, metric } from '../panel.ts';

/** Do trainings run, and do they come to an end in time. */
export const TRAINING: Dashboard = {
  name: 'training',
  title: 'Weir: training',
  description:
    'Do trainings on AWS run, and do they come to their end in time. Their tasks tell; a search on a laptop is shown by weir study and on the console.',
  variables: ['stage'],
  offeredBy: 'Heartbeats',
  from: 'now-7d',
  rows: [
    {
      title: 'Runs',
      panels: [
        {
          title: 'Tasks that run',
          description: 'Each task tells once a minute that it lives; none while no training is due.',
          unit: 'count',
          view: 'bars',
          series: [metric('Heartbeats', 'increase', 'heartbeats')],
        },
        {
          title: 'Age of the run',
          description: 'Since the run began whose tasks are alive. One that grows past its usual time hangs.',
          unit: 'time',
          series: [metric('RunAge', 'highest', 'age')],
        },
        {
          title: 'Trials',
          description: 'Trials that workers ended, pruned ones among them, and trials that failed.',
          unit: 'count',
          view: 'bars',
          series: [
            metric('TrialsFinished', 'increase', 'finished'),
            metric('TrialsFailed', 'increase', 'failed'),
          ],
        },
        {
          title: 'Failed trials',
          description: 'Share of the trials that failed: some is usual at the edges of a search space.',
          unit: 'share',
          series: [
            {
              of: 'share',
              numerator: ['TrialsFailed'],
              denominator: 'TrialsFinished',
              label: 'failed ÷ finished',
            },
          ],
        },
        {
          title: 'Runs of the state machines',
          description: 'Of all state machines of the account; weir-<stage>-training is the one of a stage.',
          unit: 'count',
          view: 'bars',
          width: 24,
          series: [
            { of: 'aws', metric: 'ExecutionsStarted', statistic: 'Sum', label: 'started' },
            { of: 'aws', metric: 'ExecutionsSucceeded', statistic: 'Sum', label: 'succeeded' },
            { of: 'aws', metric: 'ExecutionsFailed', statistic: 'Sum', label: 'failed' },
            { of: 'aws', metric: 'ExecutionsTimedOut', statistic: 'Sum', label: 'timed out' },
          ],
        },
      ],
    },
  ],
};

import { type Dashboard, metric } from '../panel.ts';

/** Which version answers, how sure it is, and how its challenger does. */
export const MODEL: Dashboard = {
  name: 'model',
  title: 'Weir: model',
  description: 'Which version answers, how sure it is, and how its challenger does.',
  variables: ['stage', 'model', 'alias'],
  offeredBy: 'ModelVersion',
  from: 'now-24h',
  rows: [
    {
      title: 'Version',
      panels: [
        {
          title: 'Served version',
          description: 'The version that answers. A step is a promotion or a rollback.',
          unit: 'number',
          view: 'number',
          width: 6,
          series: [metric('ModelVersion', 'highest', 'version')],
        },
        {
          title: 'Age of the served version',
          description: 'Since it was published. It falls with each promotion; weir alarms tells the limit.',
          unit: 'time',
          width: 6,
          alarm: 'model-age',
          series: [metric('ModelAge', 'highest', 'age')],
        },
        {
          title: 'Swaps, refusals and waits',
          description:
            'Swaps to another version; versions that were refused, so that another is served; batches that wait for a promotion.',
          unit: 'count',
          view: 'bars',
          series: [
            metric('ModelReloads', 'increase', 'swaps'),
            metric('ModelFallbacks', 'increase', 'refused versions'),
            metric('NoChampion', 'increase', 'no champion'),
          ],
        },
      ],
    },
    {
      title: 'Confidence',
      panels: [
        {
          title: 'Mean confidence',
          description:
            'Of up to 100 predictions of each batch. A fall without labels is the first sign of drift.',
          unit: 'share',
          alarm: 'low-confidence',
          series: [metric('Confidence', 'mean', 'mean')],
        },
        {
          title: 'Accuracy',
          description:
            'The best that is known: by labels of seven days where there are enough, else estimated.',
          unit: 'share',
          alarm: 'accuracy',
          series: [metric('Accuracy', 'lowest', 'accuracy')],
        },
      ],
    },
    {
      title: 'Challenger',
      panels: [
        {
          title: 'Agreement with the champion',
          description:
            'Rows on which champion and challenger give the same answer, of those that both answered.',
          unit: 'share',
          width: 8,
          series: [
            {
              of: 'share',
              numerator: ['ChallengerAgreements'],
              denominator: 'ChallengerRows',
              label: 'agreement',
            },
          ],
        },
        {
          title: 'Rows of the challenger',
          description: 'Answered rows, failures, and batches that it was not shown.',
          unit: 'count',
          view: 'bars',
          width: 8,
          series: [
            metric('ChallengerRows', 'increase', 'rows'),
            metric('ChallengerFailures', 'increase', 'failures'),
            metric('ChallengerSkipped', 'increase', 'batches not shown'),
          ],
        },
        {
          title: 'Time of the challenger',
          description: 'Its runs, and by how much they put off the answer to a batch.',
          unit: 'time',
          width: 8,
          series: [metric('ChallengerLatency', 'mean', 'run'), metric('ChallengerWait', 'mean', 'wait')],
        },
        {
          title: 'Confidence of both',
          description: 'Mean confidence of champion and challenger on live records.',
          unit: 'share',
          width: 24,
          series: [
            metric('Confidence', 'mean', 'champion'),
            metric('ChallengerConfidence', 'latest', 'challenger'),
          ],
        },
      ],
    },
  ],
};

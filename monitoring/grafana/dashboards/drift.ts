import { type Dashboard, metric } from '../panel.ts';

/** Did the world change, is the data sound, and is the model still right. */
export const DRIFT: Dashboard = {
  name: 'drift',
  title: 'Weir: drift',
  description: 'Did the world change, is the data sound, and is the model still right.',
  variables: ['stage', 'model'],
  offeredBy: 'DriftRuns',
  from: 'now-7d',
  rows: [
    {
      title: 'Verdict',
      panels: [
        {
          title: 'Alarm',
          description: '1 while the latest window says that the world changed. The drift report says how.',
          unit: 'number',
          view: 'number',
          width: 6,
          alarm: 'drift',
          series: [metric('DriftDetected', 'highest', 'drift')],
        },
        {
          title: 'Findings about the data',
          description:
            'Missing, of another type, unseen, out of range, too few or too many: the report names the feature.',
          unit: 'number',
          view: 'number',
          width: 6,
          alarm: 'data-quality',
          series: [metric('QualityFindings', 'highest', 'findings')],
        },
        {
          title: 'Drifted features',
          description:
            'Features that drifted in two of three windows, and their share weighted by importance.',
          unit: 'number',
          series: [
            metric('DriftedFeatures', 'highest', 'features'),
            metric('DriftedShare', 'highest', 'weighted share'),
          ],
        },
      ],
    },
    {
      title: 'Features',
      panels: [
        {
          title: 'Drift by feature',
          description:
            'Normed Wasserstein of numbers, PSI of categories. From .1 on a difference matters; it also must be significant, in two of three windows.',
          unit: 'number',
          series: [metric('FeatureDrift', 'highest', 'feature')],
        },
        {
          title: 'Features that drifted',
          description: '1 for a feature that drifted in two of three windows.',
          unit: 'number',
          series: [metric('FeatureDiffers', 'highest', 'feature')],
        },
        {
          title: 'Missing by feature',
          description: 'Share of records without the feature.',
          unit: 'share',
          series: [metric('FeatureMissing', 'highest', 'feature')],
        },
        {
          title: 'Drift of predictions and confidence',
          description: "PSI against the reference's: drift that reaches the answers.",
          unit: 'number',
          series: [
            metric('PredictionDrift', 'highest', 'predictions'),
            metric('ConfidenceDrift', 'highest', 'confidence'),
          ],
        },
      ],
    },
    {
      title: 'Accuracy',
      panels: [
        {
          title: 'Accuracy, estimated and by labels',
          description:
            'Estimated from the calibrated confidence, and by the labels that came: of the window and of seven days.',
          unit: 'share',
          alarm: 'accuracy',
          series: [
            metric('EstimatedAccuracy', 'lowest', 'estimated'),
            metric('RealisedAccuracy', 'lowest', 'by labels'),
            metric('RealisedAccuracy7Days', 'lowest', 'by labels, seven days'),
            metric('Accuracy', 'lowest', 'best known'),
          ],
        },
        {
          title: 'Labelled predictions',
          description: 'Share of the window for which a label came.',
          unit: 'share',
          width: 6,
          series: [metric('LabelCoverage', 'latest', 'labelled')],
        },
        {
          title: 'How late labels come',
          description: 'Median time from the arrival of a record to its label.',
          unit: 'time',
          width: 6,
          series: [metric('LabelLag', 'latest', 'lag')],
        },
      ],
    },
    {
      title: 'Counting and the job',
      panels: [
        {
          title: 'Rows of the window',
          description: 'Below 500 rows windows grow; then there is too little data to say anything.',
          unit: 'count',
          width: 8,
          series: [metric('WindowRows', 'latest', 'rows')],
        },
        {
          title: 'Coverage',
          description:
            'Counted rows ÷ predictions of the window. What is missing was lost with sandboxes that ended.',
          unit: 'share',
          width: 8,
          series: [metric('ProfileCoverage', 'lowest', 'counted')],
        },
        {
          title: 'Windows that could not be written',
          description:
            'Tried again with the next batch. Look at the function’s rights and at S3 when it goes on.',
          unit: 'count',
          view: 'bars',
          width: 8,
          series: [metric('ProfileFailures', 'increase', 'failures')],
        },
        {
          title: 'Runs of the drift job',
          description: 'One an hour. Three hours without one are an alarm.',
          unit: 'count',
          view: 'bars',
          alarm: 'drift-job-missing',
          series: [metric('DriftRuns', 'increase', 'runs')],
        },
        {
          title: 'Time of the drift job',
          description: 'It follows the sandboxes that wrote windows, not the records.',
          unit: 'time',
          series: [metric('DriftJobTime', 'mean', 'mean')],
        },
      ],
    },
  ],
};

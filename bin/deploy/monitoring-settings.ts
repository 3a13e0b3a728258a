import { z } from 'zod';
import { A_SECRET, SECRET_ARN } from '../../lib/constructs/drift/drift-settings.ts';
import { oneOf, text } from './allowed.ts';

const AN_ADDRESS =
  'an address that begins with https://, of at most 300 characters, without a name, a query or an anchor, such as https://grafana.example.com';
const address = text(/^https:\/\/[^\s@#?]{1,292}$/, AN_ADDRESS);

/** What judges hour by hour what the models of a stage see. */
export const monitoringSchema = z
  .strictObject({
    /**
     * `lambda`: a function, of at most 15 minutes. `fargate`: a task of the training image, on the cluster of the
     * stage's training. Default: lambda.
     */
    job: oneOf(['lambda', 'fargate']).default('lambda'),
    /** A Grafana that gets an annotation of each window that drifts. Default: none. */
    grafanaUrl: address.exactOptional(),
    /** The secret in Secrets Manager that holds its token, under the service's own key. Required with grafanaUrl. */
    grafanaTokenSecret: text(SECRET_ARN, A_SECRET).exactOptional(),
    /** Where the data bucket is served to people, for links to reports. Default: the console of S3. */
    reportUrl: address.exactOptional(),
  })
  .superRefine(({ grafanaUrl, grafanaTokenSecret }, context) => {
    if ((grafanaUrl === undefined) === (grafanaTokenSecret === undefined)) return;
    const message = `grafanaUrl and grafanaTokenSecret belong together, and there is ${grafanaUrl === undefined ? 'no grafanaUrl' : 'no grafanaTokenSecret'}`;
    context.addIssue({ code: 'custom', message, params: { sentence: true } });
  });

export type MonitoringSettings = z.output<typeof monitoringSchema>;

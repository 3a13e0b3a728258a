import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { addChecks } from '../../bin/deploy/add-checks.ts';

/** A property that no stream has, and a bucket that cdk-nag finds fault with: `cdk synth` must fail on both. */
const app = new App();
const stack = new Stack(app, 'broken');
new CfnResource(stack, 'Stream', {
  type: 'AWS::Kinesis::Stream',
  properties: { ShardCount: 1, Colour: 'blue' },
});
new Bucket(stack, 'Bucket');
addChecks(app);

import { type KinesisApi, startKinesisApi } from '../support/kinesis-api/kinesis-api.ts';
import { randomFrom } from '../support/random.ts';
import { type S3Server, s3Environment, startS3Server } from '../support/s3-server.ts';
import { type Minimum, minimumsOf } from './million/minimums.ts';
import { type PartWeather, partPlan, partWeather, SHAPES } from './million/plan.ts';
import { type PartResult, type Progress, runPart } from './part.ts';
import { standInStreams } from './streams/stand-in-streams.ts';
import { publishChaosModel } from './traffic/publish.ts';

export interface MillionOptions {
  readonly seed: number;
  /** A million, or less for a try: then less must happen too. */
  readonly records: number;
  /** The built function's directory. */
  readonly bundle: string;
  readonly onProgress: (progress: Progress) => void;
}

export interface MillionResult {
  /** Those after one with a fault were not run. */
  readonly parts: readonly PartResult[];
  readonly minimums: readonly Minimum[];
}

const BUCKET = 's3://weir';

/**
 * A million records through the simulator and the built function, while all fails that can: the faults of both
 * APIs, crashes, restarts and reshardings. The environment of this process is set for the stand-in of S3.
 */
export async function runMillion({
  seed,
  records,
  bundle,
  onProgress,
}: MillionOptions): Promise<MillionResult> {
  const [kinesis, s3] = await Promise.all([startKinesisApi(), startS3Server()]);
  Object.assign(process.env, s3Environment(s3.endpoint));
  const random = randomFrom(seed);
  const parts: PartResult[] = [];
  const weathers: PartWeather[] = [];
  try {
    await publishChaosModel(BUCKET);
    for (const shape of SHAPES) {
      const weather = partWeather(shape, records, random);
      weathers.push(weather);
      strikeWith(weather, kinesis, s3);
      const part = await runPart(partPlan(shape, records), {
        streams: standInStreams(kinesis),
        bundle,
        bucket: BUCKET,
        seed: Math.floor(random() * 2 ** 32),
        onProgress: (progress) => {
          weather.kinesis.weather.advance(progress.share);
          weather.s3.weather.advance(progress.share);
          onProgress(progress);
        },
      });
      parts.push(part);
      if (part.fault !== undefined) break;
    }
  } finally {
    await Promise.all([kinesis.close(), s3.close()]);
  }
  return { parts, minimums: minimumsOf(parts, weathers, records) };
}

function strikeWith(weather: PartWeather, kinesis: KinesisApi, s3: S3Server): void {
  kinesis.setFault(weather.kinesis.hook);
  s3.setFault(weather.s3.hook);
}

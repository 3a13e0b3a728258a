import { type KinesisApi, startKinesisApi } from '../support/kinesis-api/kinesis-api.ts';
import { randomFrom } from '../support/random.ts';
import { type S3Server, s3Environment, startS3Server } from '../support/s3-server.ts';
import { type Minimum, minimumsOf } from './million/minimums.ts';
import { type PartWeather, partPlan, partWeather, SHAPES } from './million/plan.ts';
import { inputStreamOf, outputStreamOf, type PartPlan, storeOf } from './part/part-plan.ts';
import { type PartResult, type Progress, runPart } from './part/run-part.ts';
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
  readonly parts: readonly PartResult[];
  readonly minimums: readonly Minimum[];
}

const BUCKET = 's3://weir';

/**
 * A million records through the simulator and the built function, while all fails that can: the faults of both
 * APIs, crashes, restarts and reshardings. Its parts run at once, since most of their time is waited out. The
 * environment of this process is set for the stand-in of S3.
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
  const planned = SHAPES.map((shape) => {
    const [ofPart, ofWeather] = [seedFrom(random), seedFrom(random)];
    return {
      plan: partPlan(shape, records),
      seed: ofPart,
      weather: partWeather(shape, records, randomFrom(ofWeather)),
    };
  });
  try {
    for (const { plan } of planned) await publishChaosModel(storeOf(BUCKET, plan));
    strikeWith(planned, kinesis, s3);
    const parts = await Promise.all(
      planned.map(({ plan, seed, weather }) =>
        runPart(plan, { streams: standInStreams(kinesis), bundle, bucket: BUCKET, seed }, (progress) => {
          weather.kinesis.weather.advance(progress.share);
          weather.s3.weather.advance(progress.share);
          onProgress(progress);
        }),
      ),
    );
    const weathers = planned.map(({ weather }) => weather);
    return { parts, minimums: minimumsOf(parts, weathers, records) };
  } finally {
    await Promise.all([kinesis.close(), s3.close()]);
  }
}

function seedFrom(random: () => number): number {
  return Math.floor(random() * 2 ** 32);
}

/** Each part under its own weather: by the names of its streams, and by the first name in its keys. */
function strikeWith(
  planned: readonly { readonly plan: PartPlan; readonly weather: PartWeather }[],
  kinesis: KinesisApi,
  s3: S3Server,
): void {
  const ofStream = new Map(
    planned.flatMap(({ plan, weather }) => [
      [inputStreamOf(plan), weather.kinesis] as const,
      [outputStreamOf(plan), weather.kinesis] as const,
    ]),
  );
  const ofPart = new Map(planned.map(({ plan, weather }) => [plan.name, weather.s3]));
  kinesis.setFault((request) => ofStream.get(request.stream)?.hook(request));
  s3.setFault((request) => ofPart.get(request.key.split('/')[0]!)?.hook(request));
}

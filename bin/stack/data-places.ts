import { join } from 'node:path';
import type { TrainOptions } from '../../training/main.ts';
import type { Config } from '../config.ts';

/** Where training looks for data when no option names a file. */
export function dataPlaces({ data, home }: Config): Pick<TrainOptions, 'environmentData' | 'cacheDirectory'> {
  return { environmentData: data, cacheDirectory: join(home, 'cache') };
}

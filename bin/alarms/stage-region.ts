import { STAGES } from '../stages.ts';

/** Where a stage is: what is asked for, else what bin/stages.ts says of it, else what the environment says. */
export function stageRegion(
  stage: string,
  { asked, environment }: { readonly asked: string | undefined; readonly environment: string },
): string {
  const known = Object.hasOwn(STAGES, stage) ? STAGES[stage]?.region : undefined;
  return asked ?? known ?? environment;
}

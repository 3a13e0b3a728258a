/**
 * A preload: this process's wall clock is wrong by WEIR_TEST_CLOCK_MS milliseconds, as on a machine that nobody
 * keeps in time.
 */
const shiftMs = Number(process.env.WEIR_TEST_CLOCK_MS ?? 0);
const RightDate = Date;

globalThis.Date = class extends RightDate {
  constructor(...args: unknown[]) {
    if (args.length === 0) super(RightDate.now() + shiftMs);
    else super(...(args as [number]));
  }

  static override now(): number {
    return RightDate.now() + shiftMs;
  }
} as DateConstructor;

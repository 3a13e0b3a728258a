/** How far from a grid point a value may lie, in steps: low + k·step is not exact in binary. */
const TOLERANCE = 1e-8;

/** Whether a value is low + k·step for a whole k. */
export function isOnGrid(value: number, low: number, step: number): boolean {
  const steps = (value - low) / step;
  return Math.abs(steps - Math.round(steps)) <= TOLERANCE * Math.max(1, Math.abs(steps));
}

/** How many values low + k·step there are up to the high bound. */
export function gridSize(low: number, high: number, step: number): number {
  return Math.floor((high - low) / step + TOLERANCE) + 1;
}

/** The nearest value of the grid within the bounds. */
export function nearestOnGrid(value: number, low: number, high: number, step: number): number {
  return Math.min(high, Math.max(low, low + Math.round((value - low) / step) * step));
}

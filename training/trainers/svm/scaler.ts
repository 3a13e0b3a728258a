import { learnScaler, type Scaler } from '../scaler.ts';
import type { FeatureRows } from '../trainer.ts';

/**
 * Float32 has no number between 0 and exp(−104). A vector that is farther than √(2 · 104) from every support
 * vector in one coordinate has all kernels 0, however far it is: clipping there changes no answer.
 */
const REACH = Math.sqrt(2 * 104);

/**
 * Standardisation and the kernel's width in one: with scale = √(2γ) / deviation the RBF kernel is exp(−‖u − v‖²/2) for
 * any γ. @param gamma the RBF kernel's γ on standardised data
 */
export function fitScaler(rows: FeatureRows, gamma: number): Scaler {
  return learnScaler(rows, Math.sqrt(2 * gamma), (farthest) => farthest + REACH);
}

import { ADAM } from './step-graph.ts';

/**
 * How far Adam's step number t, from 1, goes: the learning rate with the correction of both moments' bias, and with
 * the factors 1 − β₁ and √(1 − β₂) that the graph leaves out of its moments.
 */
export function stepLength(learningRate: number, t: number): number {
  const { beta1, beta2 } = ADAM;
  const corrected = (learningRate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
  return (corrected * (1 - beta1)) / Math.sqrt(1 - beta2);
}

import type { GateCheck, Verdict } from '../../lib/contract/verdict.ts';

/** No check may have failed; what could not be asked, such as without a champion, does not refuse. */
export function summarise(checks: readonly GateCheck[]): Pick<Verdict, 'promote' | 'reason'> {
  const failed = checks.filter(({ outcome }) => outcome === 'failed');
  const [first, ...others] = failed;
  if (first === undefined) return { promote: true, reason: whyPromoted(checks) };
  const also = others.length === 0 ? '' : `; also ${others.map(({ check }) => check).join(', ')}`;
  return { promote: false, reason: `refused by ${first.check}: ${first.reason}${also}` };
}

/** The sentence that says most: how it compares, or what it reaches when there is nothing to compare with. */
function whyPromoted(checks: readonly GateCheck[]): string {
  const passed = checks.filter(({ outcome }) => outcome === 'passed');
  const telling =
    passed.find(({ check }) => check === 'quality') ?? passed.find(({ check }) => check === 'floor');
  const all = `passes all ${passed.length} checks that apply`;
  return telling === undefined ? all : `${all}: ${telling.reason}`;
}

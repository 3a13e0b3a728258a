/** The rules of judging, each where a measurement or a paper put it. */
export const RULES = {
  /** Fixed thresholds on windows of fewer rows cry wolf, so such windows grow. */
  leastRows: 500,
  /** Hours that a window may have: it grows from one to the next until it has enough rows. */
  hourSpans: [1, 6, 24, 168],
  daySpans: [24, 168],
  /** A difference by chance: p must be below, for each feature alone … */
  significance: 0.001,
  /** … and, adjusted for all features of the window, at or below this share of false ones. */
  falseShare: 0.01,
  /** And it must matter: Wasserstein in standard deviations, or the stability index. */
  effectFloor: 0.1,
  /** Of the latest disjoint windows so many must differ. */
  windows: 3,
  needed: 2,
  /** Prior weeks whose same hours a window is compared with: at least, and at most. */
  leastWeeks: 2,
  mostWeeks: 4,
  /** Points of the series in reports. */
  historyPoints: 30,
  histogramBins: 20,
  /** Of a feature's equal share: what is less important raises no alarm. */
  negligibleImportance: 0.1,
} as const;
export type Rules = typeof RULES;

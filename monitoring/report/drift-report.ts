import type { DriftResult } from '../../lib/contract/drift.ts';
import type { ReferenceProfile } from '../../lib/contract/profile.ts';
import { html } from '../../lib/report/html.ts';
import { renderPage, section } from '../../lib/report/page.ts';
import { accuracySection } from './accuracy-section.ts';
import { answersSection } from './answers-section.ts';
import { featuresSection } from './features-section.ts';
import { headOf, introduction, keyFigures, type ReportLinks } from './head.ts';
import { qualitySection } from './quality-section.ts';
import { windowSection } from './window-section.ts';

export type { ReportLinks } from './head.ts';

/**
 * The report on a window: one HTML file under 1 MB that loads and runs nothing. What is too much for that, such as the
 * four-hundredth feature, is left out, and the page says so. Names in the result may be anything.
 * @param profile of the version that was judged: the reference's rows and moments
 */
export function renderDriftReport(
  result: DriftResult,
  profile: ReferenceProfile,
  links: ReportLinks = {},
): string {
  return renderPage({
    ...headOf(result),
    sections: [
      ...introduction(result, links),
      keyFigures(result, profile),
      section('Features', ...featuresSection(result, profile)),
      section('Predictions', ...answersSection(result)),
      section('Accuracy', ...accuracySection(result, profile)),
      section('Data quality', ...qualitySection(result)),
      section('The window', ...windowSection(result, profile)),
    ],
    footer: html`<p>Counts alone, no record: values are never kept. A feature drifted when it differs in two of the three latest windows,
by more than chance and by at least the threshold.</p>`,
  });
}

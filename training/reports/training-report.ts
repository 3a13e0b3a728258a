import { html } from '../../lib/report/html.ts';
import { renderPage, section } from '../../lib/report/page.ts';
import { dataSection } from './data/data-section.ts';
import { familiesSection } from './families-section.ts';
import { gateSection } from './gate-section.ts';
import { headOf, keyFigures, syntheticNotice } from './header.ts';
import type { TrainingReport } from './report-input.ts';
import { searchSection } from './search/search-section.ts';
import { winnerSection } from './winner/winner-section.ts';

/**
 * The report that lies beside a version as report.html: one HTML file under 1 MB that loads and runs nothing. What is
 * too much for that, such as the two-hundredth feature, is left out, and the page says so.
 */
export function renderTrainingReport(report: TrainingReport): string {
  const { search } = report;
  return renderPage({
    ...headOf(report),
    sections: [
      ...syntheticNotice(report),
      keyFigures(report),
      section('The data', ...dataSection(report)),
      ...(search === null
        ? []
        : [
            section('The search', ...searchSection(search)),
            section('The families', ...familiesSection(search)),
          ]),
      section('The winner', ...winnerSection(report)),
      section('The gate', ...gateSection(report)),
    ],
    footer: html`<p>The holdout was seen by neither the search nor the fit. Intervals are at 95%. The figures behind this page
are in the version's manifest and <code>verdict.json</code>, and in the study's trials.</p>`,
  });
}

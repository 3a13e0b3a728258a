import type { DriftResult } from '../../../lib/contract/drift.ts';
import { hourStart } from '../../../lib/contract/profile.ts';
import { ANNOTATION_TAG } from '../../grafana/annotations.ts';
import { HOUR_MS } from '../windows/window.ts';

const TIMEOUT_MS = 5_000;

/** Names that a line on a dashboard has room for. */
const MAX_NAMES = 10;

/** The body of https://grafana.com/docs/grafana/latest/developers/http_api/annotations/ */
export interface Annotation {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly timeEnd: number;
  readonly tags: readonly string[];
  /** Grafana shows it as HTML, so what others named is escaped. */
  readonly text: string;
}

/** @param reportUrl where the report is, when it is served */
export function annotationOf(result: DriftResult, reportUrl?: string): Annotation {
  const { model, version, window, drifted, quality, alarm } = result;
  const findings = [
    ...new Set(quality.map(({ kind, feature }) => (feature === null ? kind : `${feature} (${kind})`))),
  ];
  const lines = [
    `${model} version ${version}, ${window.id}: ${alarm ? 'drift' : 'no drift'}`,
    ...(drifted.length > 0 ? [`drifted: ${named(drifted)}`] : []),
    ...(findings.length > 0 ? [`data quality: ${named(findings)}`] : []),
  ];
  const link = reportUrl === undefined ? [] : [`<a href="${escaped(reportUrl)}">report</a>`];
  return {
    time: hourStart(window.from),
    timeEnd: hourStart(window.to) + HOUR_MS,
    tags: [ANNOTATION_TAG, model],
    text: [...lines.map(escaped), ...link].join('<br>'),
  };
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).join(', ');
  return names.length > MAX_NAMES ? `${shown} and ${names.length - MAX_NAMES} more` : shown;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

export interface GrafanaOptions {
  /** Such as https://grafana.example.com. */
  readonly url: string;
  /** Asked for at the first annotation, and again after it was refused. */
  readonly token: () => Promise<string>;
}

/** Posts annotations. @throws Error that says what Grafana answered, without the token */
export function grafanaAnnotations({
  url,
  token,
}: GrafanaOptions): (annotation: Annotation) => Promise<void> {
  let known: Promise<string> | undefined;
  return async (annotation) => {
    known ??= token();
    try {
      const answer = await fetch(`${url}/api/annotations`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await known}`, 'content-type': 'application/json' },
        body: JSON.stringify(annotation),
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: 'error',
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`Grafana answered ${answer.status}`);
    } catch (error) {
      known = undefined;
      throw error;
    }
  };
}

import { QueryBuilder } from '@grafana/grafana-foundation-sdk/alerting';
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  TypeMathBuilder,
  TypeReduceBuilder,
  TypeThresholdBuilder,
} from '@grafana/grafana-foundation-sdk/expr';

/** What Grafana itself computes. https://grafana.com/docs/grafana/latest/panels-visualizations/query-transform-data/expression-queries/ */
const EXPRESSION = { type: '__expr__', uid: '__expr__' } as const;

/** One number of each series. */
export function reduced(refId: string, of: string, reducer: 'sum' | 'max' | 'min' | 'last'): QueryBuilder {
  return expression(
    refId,
    new TypeReduceBuilder()
      .refId(refId)
      .datasource(EXPRESSION)
      .expression(of)
      .reducer(reducer)
      .settings({ mode: 'dropNN' }),
  );
}

/** @param formula others by their refIds behind a "$" */
export function math(refId: string, formula: string): QueryBuilder {
  return expression(refId, new TypeMathBuilder().refId(refId).datasource(EXPRESSION).expression(formula));
}

export function compared(
  refId: string,
  of: string,
  comparison: 'above' | 'below',
  threshold: number,
): QueryBuilder {
  const type = comparison === 'above' ? 'gt' : 'lt';
  return expression(
    refId,
    new TypeThresholdBuilder()
      .refId(refId)
      .datasource(EXPRESSION)
      .expression(of)
      .conditions([{ evaluator: { params: [threshold], type } }]),
  );
}

function expression(refId: string, model: Builder<Dataquery>): QueryBuilder {
  return new QueryBuilder(refId)
    .datasourceUid(EXPRESSION.uid)
    .relativeTimeRange({ from: 0, to: 0 })
    .model(model);
}

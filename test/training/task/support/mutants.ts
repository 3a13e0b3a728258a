import type { Definition, State } from './deployed-run.ts';

/** A definition from which one Retry or Catch was taken. */
export interface Mutant {
  /** "Prepare: Retry[0]". */
  readonly name: string;
  readonly definition: Definition;
}

const FIELDS = ['Retry', 'Catch'] as const;

/** Every retrier, every catcher and, of those with several, every error that they are for taken away, one at a time. */
export function mutantsOf(definition: Definition): Mutant[] {
  return Object.entries(definition.States).flatMap(([name, state]) => {
    const within = (changed: State): Definition => ({
      ...definition,
      States: { ...definition.States, [name]: changed },
    });
    const own = FIELDS.flatMap((field) =>
      (state[field] ?? []).map((_, index) => ({
        name: `${name}: ${field}[${index}]`,
        definition: within(without(state, field, index)),
      })),
    );
    const narrowed = FIELDS.flatMap((field) =>
      (state[field] ?? []).flatMap((entry, index) =>
        withoutAnError(entry).map(([error, narrower]) => ({
          name: `${name}: ${error} of ${field}[${index}]`,
          definition: within({ ...state, [field]: state[field]!.with(index, narrower) }),
        })),
      ),
    );
    const inner = state.ItemProcessor === undefined ? [] : mutantsOf(state.ItemProcessor);
    return [
      ...own,
      ...narrowed,
      ...inner.map((mutant) => ({
        name: mutant.name,
        definition: within({ ...state, ItemProcessor: mutant.definition }),
      })),
    ];
  });
}

function without(state: State, field: (typeof FIELDS)[number], index: number): State {
  const { [field]: list = [], ...rest } = state;
  const left = list.toSpliced(index, 1);
  return left.length === 0 ? rest : { ...rest, [field]: left };
}

function withoutAnError(entry: unknown): (readonly [error: string, narrower: unknown])[] {
  const { ErrorEquals } = entry as { readonly ErrorEquals: readonly string[] };
  if (ErrorEquals.length === 1) return [];
  return ErrorEquals.map((error) => [
    error,
    { ...(entry as object), ErrorEquals: ErrorEquals.filter((other) => other !== error) },
  ]);
}

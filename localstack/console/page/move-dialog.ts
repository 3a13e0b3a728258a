import type { MoveAnswer, MoveRefusal } from '../api.ts';
import { NoAnswer } from './api-client.ts';
import { byId, h } from './elements.ts';

/** What is to be moved, and how a person is asked. */
export interface Move {
  readonly title: string;
  readonly text: string;
  readonly button: string;
  /** @param extra `force` or `again`, once a refusal was read */
  send(reason: string, extra: Readonly<Record<string, boolean>>): Promise<MoveAnswer>;
  /** The champion moved. */
  done(answer: Extract<MoveAnswer, { moved: true }>): void;
}

/**
 * Asks before the champion moves. A refusal is shown with its reasons; the gate's gives way to force with words alone,
 * as on the command line.
 */
export function openMoveDialog(move: Move): void {
  const dialog = byId<HTMLDialogElement>('dialog');
  show(dialog, move);
  dialog.showModal();
  focusFirst(dialog);
}

/** The reason's field; of a refusal that nothing goes through, its heading. */
function focusFirst(dialog: HTMLDialogElement): void {
  dialog.querySelector<HTMLElement>('#reason, form:not(:has(#reason)) h2')?.focus();
}

function show(dialog: HTMLDialogElement, move: Move, refusal?: MoveRefusal, reason = ''): void {
  const wantsWords = refusal?.kind === 'gate';
  const canGoOn = refusal === undefined || wantsWords || refusal.kind === 'rolled-back';
  const input = h('input', {
    id: 'reason',
    name: 'reason',
    maxlength: 400,
    autocomplete: 'off',
    value: reason,
  }) as HTMLInputElement;
  const submit = h(
    'button',
    { type: 'submit', class: wantsWords ? 'danger' : 'primary' },
    buttonText(move, refusal),
  ) as HTMLButtonElement;
  const form = h(
    'form',
    { method: 'dialog' },
    h('h2', { id: 'dialog-title', tabindex: -1 }, move.title),
    refusal === undefined ? h('p', {}, move.text) : refusalText(refusal),
    canGoOn &&
      h(
        'label',
        { for: 'reason' },
        wantsWords
          ? 'Why all the same? It stays in the history.'
          : 'Why? (may be left out; it stays in the history)',
      ),
    canGoOn && input,
    h('p', { id: 'dialog-trouble', class: 'failed', role: 'alert' }),
    h(
      'div',
      { class: 'buttons' },
      canGoOn && submit,
      h('button', { type: 'button', class: 'quiet', 'data-action': 'cancel' }, canGoOn ? 'Cancel' : 'Close'),
    ),
  ) as HTMLFormElement;
  const check = () => {
    submit.disabled = wantsWords && input.value.trim() === '';
  };
  input.addEventListener('input', check);
  // The Enter that opened the dialog, held down, is no yes.
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.repeat) event.preventDefault();
  });
  check();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send(dialog, move, submit, input.value, extraOf(refusal));
  });
  dialog.replaceChildren(form);
}

function buttonText(move: Move, refusal: MoveRefusal | undefined): string {
  if (refusal?.kind === 'gate') return 'Promote all the same';
  return refusal?.kind === 'rolled-back' ? `${move.button} all the same` : move.button;
}

function extraOf(refusal: MoveRefusal | undefined): Readonly<Record<string, boolean>> {
  if (refusal?.kind === 'gate') return { force: true };
  return refusal?.kind === 'rolled-back' ? { again: true } : {};
}

async function send(
  dialog: HTMLDialogElement,
  move: Move,
  submit: HTMLButtonElement,
  reason: string,
  extra: Readonly<Record<string, boolean>>,
): Promise<void> {
  submit.disabled = true;
  try {
    const answer = await move.send(reason.trim(), extra);
    if (answer.moved) {
      dialog.close();
      move.done(answer);
      return;
    }
    show(dialog, move, answer.refusal, reason);
    focusFirst(dialog);
  } catch (error) {
    const text = error instanceof NoAnswer ? error.message : 'The stack does not answer.';
    byId('dialog-trouble').textContent = text;
    submit.disabled = false;
  }
}

function refusalText({ kind, message, checks }: MoveRefusal): HTMLElement {
  const head = {
    gate: 'The gate refuses it.',
    'rolled-back': 'It was rolled back already.',
    moved: 'Somebody was first.',
    mistake: 'That does not go.',
  };
  return h(
    'div',
    { class: 'verdict bad', role: 'alert' },
    h('p', {}, h('strong', {}, head[kind]), ' ', message),
    checks.length > 0 &&
      h(
        'ul',
        {},
        checks.map(({ check, reason }) => h('li', {}, h('strong', {}, check), `: ${reason}`)),
      ),
  );
}

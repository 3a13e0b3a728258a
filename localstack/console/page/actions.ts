import type { MoveAnswer, StateAnswer } from '../api.ts';
import { NoAnswer, postJudge, postPromote, postRollback } from './api-client.ts';
import { byId } from './elements.ts';
import { openMoveDialog } from './move-dialog.ts';
import { notice } from './notice.ts';

export interface Acting {
  /** As it was last shown. */
  state(): StateAnswer | undefined;
  /** Asks for it anew. */
  refresh(): void;
}

/** What the page's buttons do. They are found by their `data-action` when they are pressed, as the page is redrawn. */
export function listenForActions(acting: Acting): void {
  document.addEventListener('click', (event) => {
    const target =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[data-action]') : null;
    if (target === null || target.getAttribute('aria-disabled') === 'true') return;
    const { action, version } = target.dataset;
    if (action === 'promote') promote(acting, Number(version));
    if (action === 'rollback') rollBack(acting);
    if (action === 'judge') void judge(acting);
    if (action === 'copy') void copy(target);
    if (action === 'cancel') byId<HTMLDialogElement>('dialog').close();
  });
}

function promote(acting: Acting, version: number): void {
  const champion = championOf(acting.state());
  const expectSequence = champion?.sequence ?? 0;
  openMoveDialog({
    title: `Promote version ${version}?`,
    text: `It becomes the champion${champion === null ? '' : ` in place of version ${champion.version}`}. The function serves it within seconds; a rollback is one step.`,
    button: 'Promote',
    send: (reason, extra) =>
      postPromote({ version, expectSequence, ...(reason !== '' && { reason }), ...extra }),
    done: (answer) => {
      moved(acting)(answer);
      // The button that was pressed goes: the champion has none, and the focus would be nowhere.
      byId('versions-title').focus({ preventScroll: true });
    },
  });
}

function rollBack(acting: Acting): void {
  const champion = championOf(acting.state());
  if (champion === null) return;
  const { previous, version, sequence, isRollback } = champion;
  openMoveDialog({
    title: `Roll back to version ${previous}?`,
    text: `Version ${previous} becomes the champion again, in place of version ${version}. The gate is not asked: a way back waits for no judge.`,
    button: 'Roll back',
    send: (reason, extra) =>
      postRollback({
        expectSequence: sequence,
        ...(reason !== '' && { reason }),
        ...(isRollback && { again: true }),
        ...extra,
      }),
    done: moved(acting),
  });
}

function moved({ refresh }: Acting): (answer: Extract<MoveAnswer, { moved: true }>) => void {
  return ({ sentence, notes }) => {
    notice([sentence, ...notes].join(' '));
    refresh();
  };
}

function championOf(state: StateAnswer | undefined) {
  return state !== undefined && 'value' in state.versions ? state.versions.value.champion : null;
}

async function judge({ refresh }: Acting): Promise<void> {
  try {
    await postJudge();
    notice('The drift job runs.');
    refresh();
  } catch (error) {
    notice(error instanceof NoAnswer ? error.message : 'The stack does not answer.', 'bad');
  }
}

/** Where the clipboard is not to be had, the text is selected, for the keyboard. */
async function copy(button: HTMLElement): Promise<void> {
  const code = button.parentElement?.querySelector('code');
  if (code === null || code === undefined) return;
  try {
    await navigator.clipboard.writeText(code.textContent ?? '');
    notice('Copied.');
  } catch {
    getSelection()?.selectAllChildren(code);
    notice('Selected: copy it with the keyboard.');
  }
}

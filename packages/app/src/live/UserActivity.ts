/** What holds a field's content. */
type Field = HTMLElement;

const FIELDS = "input, textarea, select, [contenteditable]";
/** Marks what holds fields whose content is in the page's address, so that no rebuilt page loses it. */
const KEPT = "[data-kept]";
const OPEN_DIALOGS =
  'dialog[open], [role="dialog"], [role="alertdialog"], [aria-modal="true"]';

/**
 * Knows whether building the page anew would take something from the user: text that was typed, choices that were
 * made, a dialog that is open.
 */
export class UserActivity {
  /** Fields that were touched since the last navigation, with what they held before. */
  readonly #before = new Map<Field, string>();
  readonly #document: Document;

  constructor(document: Document) {
    this.#document = document;
    const note = (event: Event) => this.#note(event);
    for (const type of ["focusin", "beforeinput", "pointerdown", "keydown"]) {
      document.addEventListener(type, note, { capture: true, passive: true });
    }
  }

  isBusy(): boolean {
    return this.#hasOpenDialog() || this.#hasChangedField();
  }

  /** What was typed on the page before is sent or given up. */
  forget(): void {
    this.#before.clear();
  }

  #note(event: Event): void {
    const target = event.composedPath()[0];
    if (!(target instanceof Element)) return;
    const label = target.closest("label");
    const field = label?.control ?? target.closest<Field>(FIELDS);
    if (field && !field.closest(KEPT) && !this.#before.has(field)) {
      this.#before.set(field, contentOf(field));
    }
  }

  #hasChangedField(): boolean {
    return [...this.#before].some(
      ([field, before]) => field.isConnected && contentOf(field) !== before,
    );
  }

  #hasOpenDialog(): boolean {
    return [...this.#document.querySelectorAll(OPEN_DIALOGS)].some((dialog) =>
      dialog.checkVisibility(),
    );
  }
}

function contentOf(field: Field): string {
  if (field instanceof HTMLInputElement) {
    return `${field.checked} ${field.value}`;
  }
  if (field instanceof HTMLSelectElement) {
    return [...field.selectedOptions].map(({ value }) => value).join("\n");
  }
  if (field instanceof HTMLTextAreaElement) return field.value;
  return field.textContent;
}

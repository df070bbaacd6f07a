/** How long a rebuilt page gets to show again what had the focus. */
const PATIENCE_MS = 1_500;
const USER_EVENTS = ["wheel", "touchstart", "pointerdown", "keydown"] as const;

/**
 * Remembers scroll position and focus of a page that is about to be built anew. The returned function gives them back,
 * as soon as the content is there, unless the user moves first.
 */
export function keepPlace(container: HTMLElement): () => void {
  const { scrollX, scrollY } = window;
  const focused = describeFocus(container);
  // An empty page for a moment would scroll to the top.
  container.style.minHeight = `${container.scrollHeight}px`;
  return () => {
    const ended = new AbortController();
    const until = performance.now() + PATIENCE_MS;
    const end = () => {
      ended.abort();
      container.style.minHeight = "";
    };
    for (const type of USER_EVENTS) {
      const options = { capture: true, passive: true, signal: ended.signal };
      window.addEventListener(type, end, options);
    }
    const step = () => {
      if (ended.signal.aborted) return;
      window.scrollTo(scrollX, scrollY);
      const target = focused && find(container, focused);
      target?.focus({ preventScroll: true });
      const isBack = !focused || target === document.activeElement;
      const isTall = contentHeight(container) >= scrollY + window.innerHeight;
      const isTimeUp = performance.now() > until;
      if (isTimeUp && focused && !target) focusContent(container);
      if ((isBack && isTall) || isTimeUp) end();
      else requestAnimationFrame(step);
    };
    step();
  };
}

/** What had the focus is gone: the keyboard goes on at the content, not at the top of the page. */
function focusContent(container: HTMLElement): void {
  const content = container.querySelector<HTMLElement>("#content");
  content?.focus({ preventScroll: true });
}

/** An element by what it is to the user, since the rebuilt page has other elements. */
interface FocusDescription {
  readonly tag: string;
  readonly label: string;
  /** Which of those that look the same. */
  readonly index: number;
}

function describeFocus(container: HTMLElement): FocusDescription | undefined {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body)
    return undefined;
  if (!container.contains(element)) return undefined;
  const tag = element.localName;
  const label = labelOf(element);
  return { tag, label, index: alike(container, tag, label).indexOf(element) };
}

function find(
  container: HTMLElement,
  { tag, label, index }: FocusDescription,
): HTMLElement | undefined {
  return alike(container, tag, label)[index];
}

function alike(
  container: HTMLElement,
  tag: string,
  label: string,
): readonly HTMLElement[] {
  return [...container.querySelectorAll<HTMLElement>(tag)].filter(
    (element) => labelOf(element) === label,
  );
}

function labelOf(element: HTMLElement): string {
  const named = ["name", "type", "aria-label", "href", "placeholder"]
    .map((attribute) => element.getAttribute(attribute))
    .join("\n");
  // The content of what is as large as a page says nothing about it.
  return `${named}\n${element.localName === "main" ? "" : element.textContent}`;
}

function contentHeight(container: HTMLElement): number {
  return [...container.children].reduce(
    (sum, child) => sum + child.scrollHeight,
    0,
  );
}

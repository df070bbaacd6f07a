import { fieldId, parsePointer } from "./pointers.ts";

/** The control of a setting, or the nearest that there is around it. */
export function focusField(pointer: string): void {
  const path = parsePointer(pointer);
  for (let length = path.length; length > 0; length -= 1) {
    const element = document.getElementById(fieldId(path.slice(0, length)));
    if (!element) continue;
    element.focus();
    element.scrollIntoView({ block: "center" });
    return;
  }
}

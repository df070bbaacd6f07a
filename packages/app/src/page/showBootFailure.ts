import { reportError } from "@flyloft/plugin-core";

/** The last resort, for failures before there is an app that could show them. Uses nothing that could fail again. */
export function showBootFailure(container: HTMLElement, error: unknown): void {
  const { code, message, hint } = reportError(error, "APP_PAGE_INVALID");
  const panel = document.createElement("main");
  panel.className = "fl-boot-failure";
  panel.setAttribute("role", "alert");
  panel.append(
    element("h1", "The portal could not start"),
    element("p", message),
    element("p", hint),
    element("code", code),
  );
  container.replaceChildren(panel);
}

function element(name: string, text: string): HTMLElement {
  const created = document.createElement(name);
  created.textContent = text;
  return created;
}

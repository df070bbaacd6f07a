import type { PortalData } from "@flyloft/plugin-core";

const MARKER = "<!--flyloft-->";

/** Fills the app's `index.html`: everything the shell needs to know before its first paint is in the page. */
export function renderPage(template: string, content: PortalData): string {
  const { config, portal } = content;
  const head = [
    dataScript("flyloft-config", config),
    dataScript("flyloft-portal", portal),
    ...(portal.combined
      ? [
          `<script defer src="${portal.combined.src}" integrity="${portal.combined.integrity}" crossorigin="anonymous"></script>`,
        ]
      : []),
  ].join("\n    ");
  const title = (config["app"] as { title?: unknown } | undefined)?.title;
  const titled =
    typeof title === "string"
      ? template.replace(
          /<title>[^<]*<\/title>/,
          () => `<title>${escapeText(title)}</title>`,
        )
      : template;
  return titled.replace(MARKER, () => head);
}

function dataScript(id: string, data: unknown): string {
  return `<script type="application/json" id="${id}">${escapeJson(JSON.stringify(data))}</script>`;
}

/** Values of the configuration must not end the script element or start a comment in it. */
function escapeJson(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) =>
      `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

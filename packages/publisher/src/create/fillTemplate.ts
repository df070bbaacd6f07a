import type { PluginNames } from "./pluginNames.ts";

/**
 * Puts the plugin's names where a template, which is a working plugin called `example`, has its own. Works on text of files
 * and on their names. Pure.
 */
export function fillTemplate(text: string, names: PluginNames): string {
  return text
    .replaceAll("@acme/plugin-", names.prefix)
    .replaceAll(/example(?=[A-Z])/g, names.camel)
    .replaceAll(/Example(?=[A-Z])/g, names.pascal)
    .replaceAll(/(?<![.\w])example(?![.\w])/g, names.id)
    .replaceAll("example.greeting", `${names.id}.greeting`)
    .replaceAll(/\bExample\b/g, names.title);
}

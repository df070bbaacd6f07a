import type { LegacyCondition, LegacyRoute } from "@flyloft/plugin-core";
import type { LegacyPlan, PlannedContent } from "./LegacyPlan.ts";
import { splitWords, toKebab, toTitle } from "./splitWords.ts";

/** What Backstage's naming convention needs to know of an export. */
export interface ExportFacts {
  readonly name: string;
  readonly isComponent: boolean;
  /** Set where it is a routable extension. */
  readonly route?: {
    /** Its key in the plugin's `routes`. */
    readonly key: string | undefined;
    readonly params: readonly string[];
  };
}

export interface GuessedPlugin {
  readonly pluginId: string;
  readonly exports: readonly ExportFacts[];
}

const NOTHING: LegacyPlan = {
  pages: [],
  cards: [],
  contents: [],
  tabs: [],
  tabItems: [],
  appElements: [],
  homeless: [],
};

/** `isTodoAvailable`, `isPluginApplicableToEntity`. */
const AVAILABILITY = /^is[A-Z]\w*(Available|Applicable\w*)$/;
/** Words that say what a component is, not what it shows. */
const KIND_WORDS = ["entity", "content", "card", "page", "router"];

/**
 * Puts the exports of an old plugin where their names say: `*Page` is a page at `/<plugin>`, `Entity*Content` a tab and
 * `Entity*Card` a card of those entities for which the plugin's `is*Available` holds. A plugin that judges entities
 * but has nothing called `Entity*` shows them on its "page", so that is a tab too.
 */
export function guessPlan(plugin: GuessedPlugin): LegacyPlan {
  const components = plugin.exports.filter(({ isComponent }) => isComponent);
  const named = (pattern: RegExp) =>
    components.filter(({ name }) => pattern.test(name));
  const routable = components.filter(({ route }) => route !== undefined);
  const judges = plugin.exports
    .map(({ name }) => name)
    .filter((name) => AVAILABILITY.test(name));
  const isAboutEntities =
    judges.length > 0 && named(/^Entity[A-Z]/).length === 0;

  const pages = isAboutEntities
    ? []
    : routable.filter(({ name }) => /^[A-Z]\w*Page$/.test(name));
  const contents = isAboutEntities
    ? routable
    : named(/^Entity([A-Z]\w*)?Content$/);
  return {
    ...NOTHING,
    pages: toPages(plugin.pluginId, pages),
    contents: contents.map((content) =>
      toContent(plugin.pluginId, content, judges),
    ),
    cards: named(/^Entity[A-Z]\w*Card$/).map(({ name }) => ({
      importName: name,
      condition: toCondition(name, judges),
    })),
  };
}

function toPages(
  pluginId: string,
  pages: readonly ExportFacts[],
): readonly LegacyRoute[] {
  const open = pages.filter(({ route }) => route?.params.length === 0);
  const main =
    open.find(({ route }) => route?.key === "root") ?? open[0] ?? pages[0];
  return pages.map((page) => {
    const words = splitWords(pluginId);
    const { key, params = [] } = page.route ?? {};
    const distinct = key ? splitWords(key) : distinctWords(page.name, words);
    const own = page === main ? [] : distinct;
    const path = [toKebab(words), toKebab(own), ...params.map((p) => `:${p}`)];
    return {
      path: `/${path.filter(Boolean).join("/")}`,
      importName: page.name,
      ...(page === main &&
        params.length === 0 && {
          menuItem: { text: toTitle(words), icon: pluginId },
        }),
    };
  });
}

function toContent(
  pluginId: string,
  { name }: ExportFacts,
  judges: readonly string[],
): PlannedContent {
  const ofPlugin = splitWords(pluginId);
  const own = splitWords(name).filter((word) => !KIND_WORDS.includes(word));
  const words =
    own.length === 0 || own.join("") === ofPlugin.join("") ? ofPlugin : own;
  return {
    importName: name,
    path: `/${toKebab(words)}`,
    title: toTitle(words),
    condition: toCondition(name, judges),
  };
}

/** The words of `name` that tell it from its plugin. */
function distinctWords(
  name: string,
  ofPlugin: readonly string[],
): readonly string[] {
  const words = splitWords(name).filter((word) => !KIND_WORDS.includes(word));
  const own = words.filter((word) => !ofPlugin.includes(word));
  return own.length > 0 ? own : words;
}

/** The function whose name has most in common with the component's; all of them where none has anything. */
function toCondition(
  name: string,
  judges: readonly string[],
): LegacyCondition | undefined {
  if (judges.length === 0) return undefined;
  const words = splitWords(name);
  const common = (judge: string) =>
    splitWords(judge).filter((word) => words.includes(word)).length;
  const most = Math.max(...judges.map(common));
  return { anyOf: judges.filter((judge) => common(judge) === most) };
}

import type { RootConfigService } from "@backstage/backend-plugin-api";
import type {
  LegacyBinding,
  LegacyCondition,
  LegacyFrontend,
  LegacyMenuItem,
  LegacyProps,
  LegacyTest,
} from "@flyloft/plugin-core";

/** What a configuration file says, by key. */
type Section = Readonly<Record<string, unknown>>;

/**
 * How a plugin for Backstage's old frontend system is put into the portal, as `dynamicPlugins.frontend.<plugin>` tells
 * in the form of Red Hat Developer Hub; `undefined` where it tells nothing. The key is the package's name, also
 * written the way Red Hat's tools do: `acme.plugin-x` for `@acme/plugin-x`. What isn't of the form is left out.
 */
export function readLegacyFrontend(
  config: RootConfigService,
  packageName: string,
): LegacyFrontend | undefined {
  const all = sectionOf(config.getOptional("dynamicPlugins.frontend"));
  const dotted = packageName.replace(/^@/, "").replace("/", ".");
  const keys = [packageName, dotted, dotted.replace(/-dynamic$/, "")];
  const own = keys.map((key) => sectionOf(all?.[key])).find(Boolean);
  return own && toLegacyFrontend(own);
}

function toLegacyFrontend(own: Section): LegacyFrontend {
  return {
    dynamicRoutes: sectionsOf(own["dynamicRoutes"]).flatMap((route) => {
      const path = textOf(route["path"]);
      if (path === undefined) return [];
      const props = propsOf(route["config"], "props");
      const menuItem = toMenuItem(sectionOf(route["menuItem"]));
      return [{ ...toExport(route), path, props, menuItem }];
    }),
    mountPoints: sectionsOf(own["mountPoints"]).flatMap((mount) => {
      const mountPoint = textOf(mount["mountPoint"]);
      if (mountPoint === undefined) return [];
      const props = propsOf(mount["config"], "props");
      const layout = propsOf(mount["config"], "layout");
      const condition = toCondition(propsOf(mount["config"], "if"));
      return [{ ...toExport(mount), mountPoint, props, layout, condition }];
    }),
    entityTabs: sectionsOf(own["entityTabs"]).flatMap((tab) => {
      const [path, title, mountPoint] = ["path", "title", "mountPoint"].map(
        (key) => textOf(tab[key]),
      );
      if (!path || !title || !mountPoint) return [];
      return [{ path, title, mountPoint }];
    }),
    appIcons: sectionsOf(own["appIcons"]).flatMap((icon) => {
      const name = textOf(icon["name"]);
      return name === undefined ? [] : [{ ...toExport(icon), name }];
    }),
    apiFactories: sectionsOf(own["apiFactories"]).map(toExport),
    routeBindings: toBindings(sectionOf(own["routeBindings"]) ?? {}),
  };
}

function toExport(item: Section) {
  return { importName: textOf(item["importName"]) ?? "default" };
}

/** Red Hat Developer Hub also takes a component here, for its own sidebar. */
function toMenuItem(item: Section | undefined): LegacyMenuItem | undefined {
  const text = textOf(item?.["text"]);
  if (text === undefined || item?.["enabled"] === false) return undefined;
  return { text, icon: textOf(item?.["icon"]) };
}

function toCondition(
  item: LegacyProps | undefined,
): LegacyCondition | undefined {
  if (!item) return undefined;
  const [allOf, anyOf, oneOf] = ["allOf", "anyOf", "oneOf"].map((key) => {
    const tests = item[key];
    return Array.isArray(tests) ? tests.flatMap(toTest) : undefined;
  });
  return { allOf, anyOf, oneOf };
}

function toTest(test: unknown): LegacyTest[] {
  if (typeof test === "string") return [test];
  const { isKind, isType, hasAnnotation } = sectionOf(test) ?? {};
  const tests = [
    { isKind: wordsOf(isKind) },
    { isType: wordsOf(isType) },
    { hasAnnotation: wordsOf(hasAnnotation) },
  ];
  return tests.filter((each) => Object.values(each).flat().length > 0);
}

/** `{bindTarget: "a.externalRoutes", bindMap: {x: "b.routes.y"}}` binds `a.x` to `b.y`. */
function toBindings(section: Section): readonly LegacyBinding[] {
  const targets = sectionsOf(section["targets"]);
  const exportOf = (name: string) =>
    textOf(targets.find((target) => target["name"] === name)?.["importName"]) ??
    name;
  return sectionsOf(section["bindings"]).flatMap((binding) => {
    const target = textOf(binding["bindTarget"]) ?? "";
    const from = /^(\w+)\.externalRoutes$/.exec(target)?.[1];
    if (from === undefined) return [];
    const map = Object.entries(sectionOf(binding["bindMap"]) ?? {});
    return map.flatMap(([external, leadsTo]) => {
      const [, to, route] =
        /^(\w+)\.routes\.(\w+)$/.exec(String(leadsTo)) ?? [];
      if (to === undefined || route === undefined) return [];
      return [
        {
          from: { plugin: exportOf(from), route: external },
          to: { plugin: exportOf(to), route },
        },
      ];
    });
  });
}

function propsOf(value: unknown, key: string): LegacyProps | undefined {
  return sectionOf(sectionOf(value)?.[key]);
}

function sectionsOf(value: unknown): readonly Section[] {
  if (!Array.isArray(value)) return [];
  return value.map(sectionOf).filter((item) => item !== undefined);
}

function sectionOf(value: unknown): Section | undefined {
  const isSection =
    typeof value === "object" && value !== null && !Array.isArray(value);
  return isSection ? (value as Section) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function wordsOf(value: unknown): readonly string[] {
  return [value].flat().filter((word) => typeof word === "string");
}

import type {
  LegacyFrontend,
  LegacyMount,
  LegacyTab,
} from "@flyloft/plugin-core";
import type { LegacyPlan } from "./LegacyPlan.ts";
import { splitWords, toTitle } from "./splitWords.ts";

/** Titles of the tabs that Red Hat Developer Hub has, where they aren't their names. */
const TITLES: Readonly<Record<string, string>> = {
  pr: "Pull/Merge Requests",
  "image-registry": "Image Registry",
};

const APP_PLACES = ["application/provider", "application/listener"];

/** Says whether the configuration puts any component of the plugin anywhere. */
export function isPlaced(legacy: LegacyFrontend | undefined): boolean {
  return (
    legacy !== undefined &&
    legacy.dynamicRoutes.length + legacy.mountPoints.length > 0
  );
}

/** Puts the components where the configuration says, and nothing else. */
export function planConfigured(legacy: LegacyFrontend): LegacyPlan {
  const { dynamicRoutes, mountPoints, entityTabs } = legacy;
  const tabItems = mountPoints.filter(
    (mount) => !["overview", undefined].includes(tabOf(mount)),
  );
  const cards = mountPoints.filter((mount) => tabOf(mount) === "overview");
  const appElements = mountPoints.filter(({ mountPoint }) =>
    APP_PLACES.includes(mountPoint),
  );
  const placed = new Set([...tabItems, ...cards, ...appElements]);
  const used = new Set(tabItems.flatMap((mount) => tabOf(mount) ?? []));
  return {
    pages: dynamicRoutes,
    cards,
    contents: [],
    tabs: [...used].map((name) => toTab(name, entityTabs)),
    tabItems,
    appElements,
    homeless: mountPoints.filter((mount) => !placed.has(mount)),
  };
}

/** `ci` for `entity.page.ci/cards`. */
export function tabOf({ mountPoint }: Pick<LegacyMount, "mountPoint">) {
  return /^entity\.page\.([\w-]+)\/cards$/.exec(mountPoint)?.[1];
}

function toTab(name: string, configured: readonly LegacyTab[]): LegacyTab {
  const mountPoint = `entity.page.${name}`;
  const title = TITLES[name] ?? toTitle(splitWords(name));
  return (
    configured.find((tab) => tab.mountPoint === mountPoint) ?? {
      path: `/${name}`,
      title,
      mountPoint,
    }
  );
}

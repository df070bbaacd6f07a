import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildRemote } from "../../scripts/build/buildRemote.ts";
import { hashInputs } from "../../scripts/build/hashInputs.ts";
import { root } from "../../scripts/paths.ts";

/** Where generated sources and builds stay between runs. */
export const CACHE = path.join(root, ".flyloft/bench/delivery");

export interface BenchPlugin {
  readonly dir: string;
  /** Source of the feature, for the contender that compiles it in. */
  readonly source: string;
}

/** Generates and builds plugins that each bring a card for the home page and a page of their own. */
export async function buildBenchPlugins(
  count: number,
): Promise<readonly BenchPlugin[]> {
  const ids = Array.from({ length: count }, (_, index) =>
    String(index + 1).padStart(3, "0"),
  );
  const stamp = path.join(CACHE, `plugins-${count}.hash`);
  const hash = hashInputs(["scripts/build/*.ts", "bench/delivery/*.ts"]);
  const plugins = ids.map((id) => {
    const dir = path.join(CACHE, "plugins", id);
    return { id, dir, source: path.join(dir, "src/index.tsx") };
  });
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return plugins;
  for (const { id, dir } of plugins) {
    writeSources(id, dir);
    await buildRemote({ dir, entries: { ".": "src/index.tsx" } });
  }
  writeFileSync(stamp, hash);
  return plugins;
}

function writeSources(id: string, dir: string): void {
  mkdirSync(path.join(dir, "src"), { recursive: true });
  const files = {
    "package.json": JSON.stringify({
      name: `@bench/plugin-${id}`,
      version: "1.0.0",
      backstage: { role: "frontend-plugin", pluginId: `bench-${id}` },
      files: ["dist"],
      main: "dist/remoteEntry.js",
    }),
    "src/index.tsx": featureSource(id),
    "src/Card.tsx": cardSource(id),
    "src/Page.tsx": pageSource(id),
  };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(dir, name), content);
  }
}

function featureSource(id: string): string {
  return `
import { createExtension, createFrontendPlugin, createRouteRef, ExtensionBoundary, PageBlueprint } from "@backstage/frontend-plugin-api";
import { homePageWidgetDataRef } from "@backstage/plugin-home-react/alpha";
import { Card } from "./Card.tsx";
const routeRef = createRouteRef();
const card = createExtension({
  kind: "home-page-widget", name: "card",
  attachTo: { id: "page:home", input: "widgets" },
  output: [homePageWidgetDataRef],
  factory: ({ node }) => [homePageWidgetDataRef({ node, component: <ExtensionBoundary node={node}><Card /></ExtensionBoundary> })],
});
const page = PageBlueprint.make({ params: {
  path: "/bench-${id}", routeRef, title: "Bench ${id}", icon: <svg width="24" height="24" />,
  loader: async () => { const { Page } = await import("./Page.tsx"); return <Page />; },
} });
export default createFrontendPlugin({ pluginId: "bench-${id}", routes: { root: routeRef }, extensions: [card, page] });
`;
}

function cardSource(id: string): string {
  return `
import { useState } from "react";
const rows = ${rowsOf(id)};
export function Card() {
  const [open, setOpen] = useState(false);
  return <section data-bench-card="${id}"><h3>Card ${id}</h3><button type="button" onClick={() => setOpen(!open)}>{open ? "Less" : "More"}</button><ul>{rows.slice(0, open ? 20 : 3).map((row) => <li key={row.name}>{row.name}: {row.note}</li>)}</ul></section>;
}
`;
}

function pageSource(id: string): string {
  return `
const rows = ${rowsOf(`page ${id}`)};
export function Page() {
  return <main><h1>Page ${id}</h1><table><tbody>{rows.map((row) => <tr key={row.name}><td>{row.name}</td><td>{row.note}</td></tr>)}</tbody></table></main>;
}
`;
}

/** Some 1.5 kB of text that differs from plugin to plugin. */
function rowsOf(seed: string): string {
  const rows = Array.from({ length: 20 }, (_, index) => ({
    name: `${seed} row ${index}`,
    note: Buffer.from(`${seed}:${index * 7919}:${index ** 3}`).toString("hex"),
  }));
  return JSON.stringify(rows);
}

import {
  createApiFactory,
  createComponentExtension,
  createExternalRouteRef,
  createPlugin,
  createRoutableExtension,
  createRouteRef,
} from "@backstage/core-plugin-api";
import type { LegacyFrontend, RemoteDescription } from "@flyloft/plugin-core";
import { beforeAll, describe, expect, it } from "vitest";
import type * as converter from "../src/legacy/convertLegacyRemote.ts";
import { importBundled } from "./importBundled.ts";

type Converter = typeof converter;

const Page = () => null;
const rootRoute = createRouteRef({ id: "todo" });
const tabRoute = createRouteRef({ id: "todo-tab" });
const todo = createPlugin({
  id: "todo",
  routes: { root: rootRoute },
  externalRoutes: {
    createComponent: createExternalRouteRef({ id: "create", optional: true }),
    viewSource: createExternalRouteRef({ id: "source", optional: true }),
  },
  apis: [
    createApiFactory({
      api: { id: "plugin.todo.client", T: {} } as never,
      deps: {},
      factory: () => ({}),
    }),
  ],
});
const TODO_EXPORTS = {
  todoPlugin: todo,
  isTodoAvailable: () => true,
  TodoPage: todo.provide(
    createRoutableExtension({
      name: "TodoPage",
      component: async () => Page,
      mountPoint: rootRoute,
    }),
  ),
  EntityTodoContent: todo.provide(
    createRoutableExtension({
      name: "EntityTodoContent",
      component: async () => Page,
      mountPoint: tabRoute,
    }),
  ),
  EntityTodoCard: todo.provide(
    createComponentExtension({
      name: "EntityTodoCard",
      component: { sync: Page },
    }),
  ),
  TodoIcon: Page,
};

function remote(legacy?: Partial<LegacyFrontend>): RemoteDescription {
  return {
    packageName: "@acme/plugin-todo",
    pluginId: "acme-todo",
    version: "1.0.0",
    name: "acme_todo",
    entry: "/remoteEntry.js",
    integrity: "",
    exposes: ["."],
    legacy: legacy && {
      dynamicRoutes: [],
      mountPoints: [],
      entityTabs: [],
      appIcons: [],
      apiFactories: [],
      routeBindings: [],
      ...legacy,
    },
  };
}

/** A plugin shows its extensions only to the app that installs it, and in its description. */
function extensionIds(feature: unknown): readonly string[] {
  const { extensions } = feature as { extensions: readonly { id: string }[] };
  return extensions.map(({ id }) => id);
}

describe("a plugin of the old frontend system", () => {
  let convert: Converter["convertLegacyRemote"];
  beforeAll(async () => {
    const module = await importBundled<Converter>(
      "legacy/convertLegacyRemote.ts",
    );
    convert = module.convertLegacyRemote;
  });

  it("becomes a plugin of the same id with its APIs, and what its exports' names say", () => {
    const { features, errors } = convert(remote(), [TODO_EXPORTS]);
    expect(errors).toEqual([]);
    expect(features).toMatchObject([
      { $$type: "@backstage/FrontendPlugin", pluginId: "todo", title: "Todo" },
    ]);
    expect(extensionIds(features[0])).toEqual([
      "api:todo/plugin.todo.client",
      "page:todo/todo-page-todo",
      "entity-content:todo/entity-todo-content",
      "entity-card:todo/entity-todo-card",
    ]);
  });

  it("is put where the configuration says and nowhere else", () => {
    const { features } = convert(
      remote({
        dynamicRoutes: [
          { path: "/", importName: "TodoPage" },
          { path: "/more", importName: "TodoPage", menuItem: { text: "More" } },
        ],
      }),
      [TODO_EXPORTS],
    );
    expect(extensionIds(features[0])).toEqual([
      "api:todo/plugin.todo.client",
      "page:todo/todo-page",
      "page:todo/todo-page-more",
    ]);
  });

  it("shares a tab of the entity page with others, and has cards on the overview", () => {
    const { features } = convert(
      remote({
        mountPoints: [
          {
            mountPoint: "entity.page.ci/cards",
            importName: "EntityTodoContent",
          },
          {
            mountPoint: "entity.page.overview/cards",
            importName: "EntityTodoCard",
            condition: { allOf: ["isTodoAvailable"] },
          },
        ],
      }),
      [TODO_EXPORTS],
    );
    const [plugin, catalog] = features;
    expect(extensionIds(plugin)).toEqual([
      "api:todo/plugin.todo.client",
      "entity-card:todo/entity-todo-card",
      "entity-tab-item:todo/shared-ci/entity-todo-content",
    ]);
    expect(catalog).toMatchObject({
      $$type: "@backstage/FrontendModule",
      pluginId: "catalog",
    });
  });

  it("may consist of components only", () => {
    const { features } = convert(
      remote({ dynamicRoutes: [{ path: "/", importName: "HomePage" }] }),
      [{ HomePage: Page }],
    );
    expect(features).toMatchObject([{ pluginId: "acme-todo" }]);
  });

  it("works without what names no export of it, and says so with the names of its exports", () => {
    const { features, errors } = convert(
      remote({
        dynamicRoutes: [
          { path: "/", importName: "TodoPage" },
          { path: "/start", importName: "StartPage" },
        ],
        mountPoints: [
          { mountPoint: "search.page.results", importName: "TodoPage" },
        ],
      }),
      [TODO_EXPORTS],
    );
    expect(extensionIds(features[0])).toContain("page:todo/todo-page");
    expect(errors).toMatchObject([
      {
        code: "APP_REMOTE_MOUNT_POINT",
        message: expect.stringContaining("search.page.results"),
      },
      {
        code: "APP_REMOTE_LEGACY_EXPORT",
        message: expect.stringContaining("/start names 'StartPage'"),
        hint: expect.stringContaining("TodoIcon, TodoPage"),
      },
    ]);
  });

  it("leads where routes of these names usually lead, unless the configuration says otherwise", () => {
    const importPage = { plugin: "catalogImportPlugin", route: "importPage" };
    const viewSource = { plugin: "todoPlugin", route: "viewSource" };
    const { bindings } = convert(
      remote({ routeBindings: [{ from: viewSource, to: importPage }] }),
      [TODO_EXPORTS],
    );
    expect(bindings).toEqual([
      {
        from: { pluginId: "todo", route: "viewSource" },
        to: { pluginId: "catalog-import", route: "importPage" },
      },
      {
        from: { pluginId: "todo", route: "createComponent" },
        to: { pluginId: "scaffolder", route: "root" },
      },
    ]);
  });

  it("brings icons for all menu items, and APIs in place of the portal's own", () => {
    const factory = {
      api: { id: "core.analytics" },
      deps: {},
      factory: () => ({}),
    };
    const { features } = convert(
      remote({
        appIcons: [{ name: "todo", importName: "TodoIcon" }],
        apiFactories: [{ importName: "analytics" }],
      }),
      [{ ...TODO_EXPORTS, analytics: factory }],
    );
    expect(features[1]).toMatchObject({
      $$type: "@backstage/FrontendModule",
      pluginId: "app",
    });
  });

  it("has no features where it has neither plugin nor anything of a telling name", () => {
    expect(convert(remote(), [{ helper: () => 1 }]).features).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { type ExportFacts, guessPlan } from "./guessPlan.ts";

const component = (name: string): ExportFacts => ({ name, isComponent: true });
const routable = (
  name: string,
  key?: string,
  params: readonly string[] = [],
): ExportFacts => ({ name, isComponent: true, route: { key, params } });
const judge = (name: string): ExportFacts => ({ name, isComponent: true });

describe("by its name, an export becomes", () => {
  it("a page at the plugin's id, in the navigation", () => {
    const plan = guessPlan({
      pluginId: "cost-insights",
      exports: [
        routable("CostInsightsPage", "root"),
        routable("CostInsightsProjectGrowthInstructionsPage", "growthAlerts"),
        routable("CostInsightsEntityPage", "entity", ["kind", "name"]),
        component("CostInsightsHeader"),
      ],
    });
    expect(plan.pages).toEqual([
      {
        path: "/cost-insights",
        importName: "CostInsightsPage",
        menuItem: { text: "Cost Insights", icon: "cost-insights" },
      },
      {
        path: "/cost-insights/growth-alerts",
        importName: "CostInsightsProjectGrowthInstructionsPage",
      },
      {
        path: "/cost-insights/entity/:kind/:name",
        importName: "CostInsightsEntityPage",
      },
    ]);
    expect([plan.cards, plan.contents]).toEqual([[], []]);
  });

  it("a tab or a card of the entities that the plugin is for", () => {
    const plan = guessPlan({
      pluginId: "github-actions",
      exports: [
        routable("EntityGithubActionsContent"),
        component("EntityLatestGithubActionRunCard"),
        judge("isGithubActionsAvailable"),
      ],
    });
    const condition = { anyOf: ["isGithubActionsAvailable"] };
    expect(plan.contents).toEqual([
      {
        importName: "EntityGithubActionsContent",
        path: "/github-actions",
        title: "GitHub Actions",
        condition,
      },
    ]);
    expect(plan.cards).toEqual([
      { importName: "EntityLatestGithubActionRunCard", condition },
    ]);
    expect(plan.pages).toEqual([]);
  });

  it("a card for all entities where the plugin judges none", () => {
    const { cards } = guessPlan({
      pluginId: "x",
      exports: [component("EntityXCard")],
    });
    expect(cards).toEqual([{ importName: "EntityXCard" }]);
  });

  it("what the function of the most similar name is for", () => {
    const { cards } = guessPlan({
      pluginId: "grafana",
      exports: [
        component("EntityGrafanaAlertsCard"),
        component("EntityGrafanaDashboardsCard"),
        judge("isAlertSelectorAvailable"),
        judge("isDashboardSelectorAvailable"),
        judge("isAlertsAvailable"),
      ],
    });
    expect(cards.map(({ condition }) => condition)).toEqual([
      { anyOf: ["isAlertsAvailable"] },
      {
        anyOf: [
          "isAlertSelectorAvailable",
          "isDashboardSelectorAvailable",
          "isAlertsAvailable",
        ],
      },
    ]);
  });
});

it("a page of a plugin that judges entities, and calls nothing Entity*, is a tab", () => {
  const plan = guessPlan({
    pluginId: "quay",
    exports: [routable("QuayPage", "root"), judge("isQuayAvailable")],
  });
  expect(plan.pages).toEqual([]);
  expect(plan.contents).toEqual([
    {
      importName: "QuayPage",
      path: "/quay",
      title: "Quay",
      condition: { anyOf: ["isQuayAvailable"] },
    },
  ]);
});

it("a library's components go nowhere", () => {
  const { pages, cards, contents } = guessPlan({
    pluginId: "x",
    exports: [component("HomePage"), component("Button")],
  });
  expect([pages, cards, contents]).toEqual([[], [], []]);
});

/** Stages of the installer, in order. A stage may import the types of those before it, and nothing else of theirs. */
const STAGES = ["config", "resolve", "fetch", "verify", "install"];

const stageRules = STAGES.flatMap((stage, index) => {
  const earlier = STAGES.slice(0, index);
  const others = STAGES.filter((other) => other !== stage);
  return [
    {
      name: `${stage}-calls-no-stage`,
      comment:
        "Stages meet in installPlugins.ts and planPlugins.ts only; between them there are types.",
      severity: "error",
      from: {
        path: `^packages/installer/src/${stage}/`,
        pathNot: "\\.test\\.ts$",
      },
      to: {
        path: `^packages/installer/src/(${others.join("|")})/`,
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: `${stage}-looks-back-only`,
      comment:
        "A stage knows the values of the stages before it, never of those after it.",
      severity: "error",
      from: {
        path: `^packages/installer/src/${stage}/`,
        pathNot: "\\.test\\.ts$",
      },
      to: {
        path: `^packages/installer/src/(${STAGES.slice(index + 1).join("|") || "-"})/`,
      },
    },
  ].filter(() => earlier.length + others.length > 0);
});

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    ...stageRules,
    {
      name: "plugin-core-stands-alone",
      severity: "error",
      from: { path: "^packages/plugin-core/src" },
      to: {
        path: "^(packages/(?!plugin-core)|dynamic-plugins|scripts|bench|e2e)",
      },
    },
    {
      name: "installer-without-backstage",
      severity: "error",
      from: { path: "^packages/installer/src" },
      to: { path: "(@backstage/|^packages/(backend|cli|app))" },
    },
    {
      name: "supervisor-never-imports-plugin-code",
      severity: "error",
      from: { path: "^packages/backend/src/supervisor" },
      to: {
        path: "^packages/backend/src/(load|compose|serve|manager)/",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "app-meets-backend-over-http",
      severity: "error",
      from: { path: "^packages/app/src" },
      to: { path: "^packages/(backend|installer|cli)/" },
    },
    {
      name: "browser-code-without-node",
      severity: "error",
      from: {
        path: "^(packages/(app|plugin-core|management)/src|dynamic-plugins/(?!.*-backend))",
        pathNot: "(\\.(test|fixture)\\.tsx?$|^packages/management/src/server)",
      },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "shipped-code-without-scripts",
      severity: "error",
      from: {
        path: "^(packages|dynamic-plugins)/[^/]+/src",
        pathNot: "\\.test\\.tsx?$",
      },
      to: { path: "^(scripts|bench|e2e)/" },
    },
    {
      name: "resolvable",
      severity: "error",
      from: {},
      // Names that only the shell build gives: scripts/build/substituteModules.ts
      to: { couldNotResolve: true, pathNot: "^backstage-" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|node_modules/(?!@backstage))" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["flyloft-source", "import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".cjs", ".js", ".json"],
    },
  },
};

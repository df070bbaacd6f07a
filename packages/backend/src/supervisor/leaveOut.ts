import { reportError } from "@flyloft/plugin-core";
import { BackendError } from "../errors.ts";
import type { Assembly } from "./assembleGeneration.ts";
import type { Generation, GenerationPlugin } from "./Generation.ts";

/** The generation without a plugin that ended the process that it shares with others. */
export function leaveOut(generation: Generation, name: string): Generation {
  const error = new BackendError(
    "SUPERVISE_PLUGIN_ENDED_PROCESS",
    `${name} ended or blocked the process that it shares with other plugins while it started, and is left out.`,
    {
      hint: "Give it a process of its own with isolation: process, or ask its publisher for a version that doesn't.",
      plugin: name,
    },
  );
  const status = {
    state: "failed",
    reason: reportError(error, error.code),
  } as const;
  return {
    ...generation,
    plugins: generation.plugins.map((plugin) =>
      plugin.report.name === name
        ? { ...plugin, dir: undefined, report: { ...plugin.report, status } }
        : plugin,
    ),
  };
}

/**
 * Leaves out what the generation before leaves out, as long as it is the same package in the same process: tried again,
 * it would keep every other change from being taken over.
 */
export function stayWithout(assembly: Assembly, before: Generation): Assembly {
  const leftOut = new Map(
    before.plugins.filter(isLeftOut).map((plugin) => [plugin.tree, plugin]),
  );
  const plugins = assembly.content.plugins.map((plugin) => {
    const earlier = leftOut.get(plugin.tree);
    const isSame =
      earlier && earlier.isolation?.tier === plugin.isolation?.tier;
    return isSame ? { ...plugin, ...without(earlier) } : plugin;
  });
  return { ...assembly, content: { ...assembly.content, plugins } };
}

function without({ dir, report }: GenerationPlugin) {
  return { dir, report };
}

function isLeftOut({ tree, report: { status } }: GenerationPlugin): boolean {
  return (
    tree !== undefined &&
    status.state === "failed" &&
    status.reason.code === "SUPERVISE_PLUGIN_ENDED_PROCESS"
  );
}

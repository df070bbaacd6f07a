import type { ErrorReport } from "@flyloft/plugin-core";
import type { WatchedPlugin } from "@flyloft/publisher";
import type { Output } from "../output/Output.ts";
import { formatFinding } from "../plugin/forFolders.ts";

/** Says what happens while somebody writes a plugin: lines for people, one JSON document per line for programs. */
export class DevTeller {
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  get isJson(): boolean {
    return this.#output.isJson;
  }

  ready(url: string, plugins: readonly WatchedPlugin[]): void {
    const [page] = plugins.flatMap(({ side, pluginId }) =>
      side === "frontend" && pluginId !== undefined ? [`/${pluginId}`] : [],
    );
    const where = page === undefined ? url : url + page;
    this.#say({ event: "ready", url, ...(page !== undefined && { page }) }, [
      "",
      `Open ${this.#output.paint.strong(where)}`,
      "Save a source, and the open page follows. Ctrl-C ends it.",
      "",
    ]);
  }

  link(link: string): void {
    this.#say({ event: "link", link }, [
      "",
      `Open ${this.#output.paint.strong(link)}`,
      "It is good once, for one browser of a user with the permission plugin.develop.",
      "Save a source, and the open page follows. Ctrl-C ends it.",
      "",
    ]);
  }

  opened(by: string, link: string): void {
    this.#say({ event: "opened", by, link }, [
      `Opened by ${by}. For another browser: ${link}`,
    ]);
  }

  built(plugin: string): void {
    this.#say({ event: "built", plugin }, [
      this.#output.paint.dim(`${now()} ${plugin} built`),
    ]);
  }

  shown(plugin: string, durationMs: number): void {
    this.#say({ event: "shown", plugin, durationMs }, [
      this.#output.paint.dim(`${now()} ${plugin} shown (${durationMs} ms)`),
    ]);
  }

  failed(plugin: string, problems: readonly ErrorReport[]): void {
    this.#say({ event: "failed", plugin, problems }, [
      this.#output.paint.bad(`${now()} ${plugin}: the version before stays`),
      ...problems.map((problem) => `    ${formatFinding(problem)}`),
    ]);
  }

  /** The portal did something by itself. */
  portal(event: object, lines: string): void {
    this.#say(event, [lines.trimEnd()]);
  }

  note(message: string, hint: string): void {
    this.#say({ event: "note", message, hint }, [`! ${message}`, `  ${hint}`]);
  }

  ended(message: string): void {
    this.#say({ event: "ended", message }, [message]);
  }

  #say(data: object, lines: readonly string[]): void {
    const text = this.isJson ? JSON.stringify(data) : lines.join("\n");
    process.stdout.write(`${text}\n`);
  }
}

function now(): string {
  return new Date().toLocaleTimeString("en-GB");
}

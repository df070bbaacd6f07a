import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { choosePlugin } from "./findPlugin.ts";
import { type ServerEvent, readEvents } from "./readEvents.ts";

const plugins = [
  ["@acme/backstage-plugin-radar", "radar"],
  ["@acme/backstage-plugin-radar-backend", "radar"],
  ["@acme/backstage-plugin-todo-backend", "todo"],
  ["@other/notes", "notes"],
  ["./broken", undefined],
].map(([name = "", pluginId]) => ({ name, pluginId, reference: `${name}@1` }));

describe("the name of a plugin", () => {
  it.each([
    ["@acme/backstage-plugin-radar", "@acme/backstage-plugin-radar"],
    ["backstage-plugin-radar", "@acme/backstage-plugin-radar"],
    ["radar-backend", "@acme/backstage-plugin-radar-backend"],
    ["todo", "@acme/backstage-plugin-todo-backend"],
    ["@other", "@other/notes"],
    ["not", "@other/notes"],
    ["./broken", "./broken"],
    ["@other/notes@1", "@other/notes"],
  ])("may be written as %s", (given, name) => {
    expect(choosePlugin(plugins, given).name).toBe(name);
  });

  it("is refused where several may be meant, and they are named", () => {
    expect(() => choosePlugin(plugins, "radar")).toThrow(
      "'radar' may be any of @acme/backstage-plugin-radar, @acme/backstage-plugin-radar-backend.",
    );
  });

  it("is refused where none is meant, with the one that is near", () => {
    expect(() => choosePlugin(plugins, "nots")).toThrow(
      expect.objectContaining({
        code: "COMMAND_PLUGIN_UNKNOWN",
        hint: expect.stringContaining("Did you mean 'notes'?") as string,
      }) as Error,
    );
  });
});

it("server-sent events are read however the network cuts them", async () => {
  const text =
    ': hello\n\nevent: job\ndata: {"a":\ndata: "ü"}\n\ndata:two\r\n\r\nevent: cut off\n';
  const bytes = Buffer.from(text);
  for (const size of [1, 2, 7, bytes.length]) {
    const chunks = Array.from(
      { length: Math.ceil(bytes.length / size) },
      (_, at) => bytes.subarray(at * size, (at + 1) * size),
    );
    const events: ServerEvent[] = [];
    for await (const event of readEvents(Readable.from(chunks))) {
      events.push(event);
    }
    expect(events).toEqual([
      { name: "job", data: '{"a":\n"ü"}' },
      { name: "message", data: "two" },
    ]);
  }
});

import { describe, expect, it } from "vitest";
import { COMMANDS } from "../commands/commands.ts";
import { completeWords } from "./completeWords.ts";

/** What is offered with the cursor at the end of `line`. */
async function complete(line: string): Promise<string[]> {
  const candidates = await completeWords(line.split(" "), (kind, operands) =>
    Promise.resolve([
      { value: `<${[kind, ...operands].join(" ")}>` },
      { value: "radar" },
    ]),
  );
  return candidates.map(({ value }) => value);
}

describe("completion offers", () => {
  it("every command at first", async () => {
    expect(await complete("")).toEqual([
      ...new Set(COMMANDS.map(({ name }) => name.split(" ")[0])),
      "help",
    ]);
  });

  it.each([
    ["un", ["uninstall"]],
    ["config", ["config:docs"]],
    ["help up", ["upgrade"]],
    ["--j", []],
    ["list --up", ["--updates"]],
    ["list --json --j", []],
    ["install x --set a=1 --se", ["--set", "--settings"]],
    ["list --state f", ["failed"]],
    ["-c a.yaml list --state f", ["failed"]],
    ["install --isolation ", ["none", "process", "sandbox"]],
    ["install --with ", ["family"]],
    ["install --grant chat", ["chat.inference", "chat.models"]],
    ["start -c ", [":files"]],
    ["install ./ra", [":files"]],
    ["install ./radar.zip ", []],
    ["enable ", ["<disabled-plugin>", "radar"]],
    ["disable ra", ["radar"]],
    ["settings radar ", ["set", "unset", "reset"]],
    ["settings radar set ", ["<setting radar set>", "radar"]],
    ["settings radar set a=1 ra", ["radar"]],
    ["completion f", ["fish"]],
    ["plugin pu", ["push", "publish"]],
    ["help plugin in", ["inspect"]],
    ["plugin create x --template f", ["frontend"]],
    ["plugin pack ", [":files"]],
    ["nonsense ", []],
  ])("after %j: %j", async (line, offered) => {
    expect(await complete(line)).toEqual(offered);
  });
});

import { expect, it } from "vitest";
import { describeAction, describeActor } from "./describeEntry.ts";

it("says what was done, and by whom, in words", () => {
  expect(describeAction({ action: "upgrade", outcome: "done" })).toBe(
    "Version changed",
  );
  expect(describeAction({ action: "uninstall", outcome: "refused" })).toBe(
    "Uninstallation refused",
  );
  expect(describeAction({ action: "polish", outcome: "done" })).toBe("polish");
  expect(describeActor("user:default/jane")).toBe("jane");
  expect(describeActor("user:ops/jane")).toBe("ops/jane");
  expect(describeActor("app-config.yaml")).toBe("app-config.yaml");
});

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { afterEach, expect, it, vi } from "vitest";
import { PackageFolder } from "./PackageFolder.ts";

let folder: PackageFolder | undefined;
let parent: ChildProcess | undefined;

afterEach(() => {
  parent?.kill("SIGKILL");
  folder?.remove();
});

it.skipIf(process.platform !== "linux")(
  "a build ends with the process that asked for it, however that ends",
  async () => {
    folder = new PackageFolder({
      "dist/index.js": `export default [${"{ a: [1, 2, 3] },".repeat(2_000_000)}];`,
    });
    const request = {
      kind: "remote",
      dir: folder.dir,
      outDir: folder.out,
      entries: { ".": "./dist/index.js" },
      shared: [],
      hoisted: {},
      roots: [],
    };
    const code = `
      import { runBuild } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)};
      void runBuild(${JSON.stringify(request)}, { memory: 8e9, timeMs: 600_000 });`;
    parent = spawn(
      process.execPath,
      ["--conditions=flyloft-source", "--input-type=module", "-e", code],
      { stdio: "inherit" },
    );
    const pid = await vi.waitFor(() => {
      const children = childrenOf(parent?.pid);
      expect(children).toHaveLength(1);
      return children[0];
    }, 30_000);
    parent.kill("SIGKILL");
    await once(parent, "exit");
    await vi.waitFor(
      () => expect(existsSync(`/proc/${pid}/exe`)).toBe(false),
      30_000,
    );
  },
);

function childrenOf(pid: number | undefined): readonly number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return readFileSync(file, "latin1").split(" ").filter(Boolean).map(Number);
}

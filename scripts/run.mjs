// The one file that runs before anything is installed, on whatever Node the machine has. It installs the locked
// dependencies where they are missing or changed, then hands over to the task on the Node that came with them.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const [task, ...args] = process.argv.slice(2);

installIfChanged();
const node = findNode();
if (task === "start") {
  // The build's process ends before the portal's begins, and gives its memory back.
  const build = spawnSync(node, scriptArguments("build"), options());
  if (build.status !== 0) process.exit(build.status ?? 1);
  runUntilEnd([
    path.join(root, "packages/cli/dist/flyloft.js"),
    "start",
    ...args,
  ]);
} else {
  runUntilEnd([...scriptArguments(task), ...args]);
}

function runUntilEnd(nodeArguments) {
  const child = spawn(node, nodeArguments, options());
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("exit", (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
}

function options() {
  const bin = path.join(root, "node_modules/.bin");
  const PATH = `${bin}${path.delimiter}${process.env.PATH}`;
  return { cwd: root, stdio: "inherit", env: { ...process.env, PATH } };
}

function scriptArguments(name) {
  const script = path.join(root, `scripts/tasks/${name}.ts`);
  if (!existsSync(script)) {
    console.error(
      `There is no task '${name}'; see the scripts in package.json.`,
    );
    process.exit(2);
  }
  return [
    "--conditions=flyloft-source",
    "--disable-warning=ExperimentalWarning",
    script,
  ];
}

/** The machine's own Node where it is new enough, else the one that npm brought as a dependency. */
function findNode() {
  const brought = path.join(root, "node_modules/.bin/node");
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  if (existsSync(brought)) return brought;
  console.error(
    `Flyloft needs Node 22.18 or newer; this is ${process.version}, and npm has no Node package for ${process.platform}-${process.arch}.`,
  );
  process.exit(1);
}

function installIfChanged() {
  const stamp = path.join(root, "node_modules/.flyloft-installed");
  const wanted = createHash("sha256")
    .update(readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.log("Installing dependencies (a few minutes the first time) …");
  const started = Date.now();
  // Not `npm ci`: it refuses the lockfile where a registry lacks some other platform's optional packages.
  const npm = spawnSync("npm", ["install", "--no-save", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (npm.status !== 0) {
    console.error(
      "npm install failed, see above. Check that the npm registry can be reached, then run the command again.",
    );
    process.exit(npm.status ?? 1);
  }
  writeFileSync(stamp, wanted);
  console.log(
    `Dependencies installed in ${Math.round((Date.now() - started) / 1000)} s.`,
  );
}

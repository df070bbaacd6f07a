import type { JsonObject } from "@backstage/types";
import type { FieldProblem } from "@flyloft/management";
import { resemblesPlaceholder } from "../configTemplate.ts";
import type { GenerationPlugin } from "../Generation.ts";
import { configSchemaFile } from "../hostFiles.ts";
import {
  type EvaluateConfig,
  compileSchema,
} from "../schemas/compileSchema.ts";
import { listComplaints } from "../schemas/explainConfig.ts";
import {
  type PackageSchema,
  readHostSchemas,
  readPluginSchemas,
} from "../schemas/PackageSchema.ts";
import {
  type Pointer,
  childOf,
  formatPointer,
  keysOf,
  valueAt,
} from "../schemas/Pointer.ts";
import { isSecretReference } from "./DesiredState.ts";
import { listLeaves, mapLeaves } from "./leaves.ts";
import { mergeForms } from "./mergeForms.ts";

/** The portal's own: no plugin's settings lead there, whatever its schema says. */
const CLOSED: ReadonlySet<string> = new Set([
  "app",
  "auth",
  "backend",
  "dynamicPlugins",
  "integrations",
  "permission",
]);
/** Texts that are kept like secrets where no schema says what they are. */
const SOUNDS_SECRET = /(?:password|secret|token|api_?key|private_?key)$/i;

/** What can be set of a plugin, by the schemas that its package brings. */
export class SettingsSchema {
  readonly #name: string;
  readonly #schemas: readonly PackageSchema[];
  /** Top-level keys that the portal's own packages describe, and other plugins. */
  readonly #othersKeys: ReadonlySet<string>;

  private constructor(
    name: string,
    schemas: readonly PackageSchema[],
    othersKeys: ReadonlySet<string>,
  ) {
    this.#name = name;
    this.#schemas = schemas;
    this.#othersKeys = othersKeys;
  }

  static async read(
    plugin: GenerationPlugin,
    others: readonly GenerationPlugin[] = [],
  ): Promise<SettingsSchema> {
    const host = await readHostSchemas(configSchemaFile());
    const ofHost = new Set(host.map(({ packageName }) => packageName));
    const brought = await readSchemas([plugin]);
    const own = brought.filter(({ packageName }) => !ofHost.has(packageName));
    const foreign = own.length > 0 ? [] : await readSchemas(others);
    const keys = [...host, ...foreign].flatMap(({ value }) =>
      Object.keys((value["properties"] as JsonObject | undefined) ?? {}),
    );
    return new SettingsSchema(plugin.report.name, own, new Set(keys));
  }

  /** JSON Schema of a form, from the root of the configuration. Undefined where the package describes nothing. */
  get form(): JsonObject | undefined {
    return mergeForms(
      this.#schemas.map(({ value }) => value),
      CLOSED,
    );
  }

  /** Secrets among values, by their places: what a schema calls so, or what nobody describes and sounds so. */
  async secretsIn(values: unknown): Promise<readonly Pointer[]> {
    const marks = await this.#marksOf(values);
    return listLeaves(values)
      .filter(([pointer, value]) => {
        if (isSecretReference(value)) return true;
        const mark = marks.get(pointer);
        if (mark !== undefined) return mark === "secret";
        const key = keysOf(pointer).at(-1) ?? "";
        return typeof value === "string" && SOUNDS_SECRET.test(key);
      })
      .map(([pointer]) => pointer);
  }

  /** Secrets of a configuration that a schema of the plugin calls so. */
  async describedSecretsIn(config: unknown): Promise<readonly Pointer[]> {
    const marks = await this.#marksOf(config);
    return [...marks].flatMap(([pointer, mark]) => {
      const [top = ""] = keysOf(pointer);
      const value = valueAt(config, pointer);
      const isSet = typeof value === "string" && value !== "";
      return mark === "secret" && isSet && !CLOSED.has(top) ? [pointer] : [];
    });
  }

  /** Of the configuration, the part that the plugin describes, without secrets. */
  async pick(config: unknown): Promise<JsonObject> {
    const marks = await this.#marksOf(config);
    const tops = new Set([...marks.keys()].map((mark) => keysOf(mark)[0]));
    const own = Object.entries(config ?? {}).filter(
      ([key]) => tops.has(key) && !CLOSED.has(key),
    );
    const picked = mapLeaves(Object.fromEntries(own), (pointer, value) => {
      const isShown = isWithinMark(pointer, marks);
      return isShown && marks.get(pointer) !== "secret" ? value : undefined;
    });
    return (picked ?? {}) as JsonObject;
  }

  /**
   * What is wrong with settings: keys that are none of the plugin's, and what its schema says of the configuration that
   * they lead to.
   */
  async check(
    settings: JsonObject,
    config: unknown,
  ): Promise<readonly FieldProblem[]> {
    const strangers = await this.#strangersIn(settings);
    if (strangers.length > 0) return strangers;
    const flattened = this.#flattenedIn(settings);
    if (flattened.length > 0) return flattened;
    const forged = listForged(settings);
    if (forged.length > 0) return forged;
    const problems: FieldProblem[] = [];
    for (const evaluate of await this.#compiled()) {
      for (const { pointer, expected, isMissing } of listComplaints(
        evaluate(config).errors,
      )) {
        const parent = pointer.slice(0, pointer.lastIndexOf("/"));
        // Of a section that nobody began to configure nothing is missing.
        const isAbout = isMissing
          ? valueAt(settings, parent) !== undefined
          : valueAt(config, pointer) !== undefined;
        if (isAbout) problems.push({ path: pointer, message: expected });
      }
    }
    return problems;
  }

  async #strangersIn(settings: JsonObject): Promise<FieldProblem[]> {
    const marks = await this.#marksOf(settings);
    const isDescribed = this.#schemas.length > 0;
    return listLeaves(settings)
      .filter(([pointer]) => {
        const [top = ""] = keysOf(pointer);
        if (CLOSED.has(top)) return true;
        return isDescribed
          ? !isWithinMark(pointer, marks)
          : this.#othersKeys.has(top);
      })
      .map(([pointer]) => ({
        path: pointer,
        message: `\`${formatPointer(pointer)}\` is no setting of ${this.#name}`,
      }));
  }

  /** Others may have keys in a section: a value in its place, also `null`, would take those away. */
  #flattenedIn(settings: JsonObject): FieldProblem[] {
    return listLeaves(settings)
      .filter(([pointer, leaf]) => {
        if (isEmptyMapping(leaf)) return false;
        return this.#schemas.some(({ value }) => isSection(value, pointer));
      })
      .map(([path]) => ({ path, message: "must be a mapping" }));
  }

  async #marksOf(value: unknown): Promise<Map<Pointer, string>> {
    const marks = new Map<Pointer, string>();
    for (const evaluate of await this.#compiled()) {
      for (const [pointer, mark] of evaluate(value).marks) {
        if (mark === "secret" || !marks.has(pointer)) marks.set(pointer, mark);
      }
    }
    return marks;
  }

  /** A schema that can't be used describes nothing; the plugin's own card says so. */
  async #compiled(): Promise<readonly EvaluateConfig[]> {
    const compiled = await Promise.all(
      this.#schemas.map((schema) =>
        compileSchema(schema).catch(() => undefined),
      ),
    );
    return compiled.filter((evaluate) => evaluate !== undefined);
  }
}

async function readSchemas(
  plugins: readonly GenerationPlugin[],
): Promise<readonly PackageSchema[]> {
  const found = await readPluginSchemas(
    plugins.map((plugin) => ({ ...plugin, ...plugin.kept })),
  );
  return found.flatMap(({ schemas }) => schemas);
}

function isEmptyMapping(leaf: unknown): boolean {
  return typeof leaf === "object" && JSON.stringify(leaf) === "{}";
}

/** Whether a schema names keys below a place. */
function isSection(schema: JsonObject, pointer: Pointer): boolean {
  const keys = keysOf(pointer).flatMap((key) => ["properties", key]);
  const place = [...keys, "properties"].reduce<Pointer>(childOf, "");
  return valueAt(schema, place) !== undefined;
}

/** Below something that a schema knows: it may be a map whose keys it doesn't name. */
function isWithinMark(
  pointer: Pointer,
  marks: ReadonlyMap<Pointer, string>,
): boolean {
  for (
    let end = pointer.length;
    end > 0;
    end = pointer.lastIndexOf("/", end - 1)
  ) {
    if (marks.has(pointer.slice(0, end))) return true;
  }
  return false;
}

/**
 * Who may configure a plugin may not read variables and files: a setting must not be taken for one's place, also where it
 * is exported into a file.
 */
function listForged(settings: JsonObject): FieldProblem[] {
  const leaves = listLeaves(settings);
  const reserved = leaves
    .filter(([path]) => keysOf(path).some((key) => key.startsWith("$")))
    .map(([path]) => ({ path, message: "has a key that begins with $" }));
  const forged = leaves
    .filter(([, leaf]) => resemblesPlaceholder(JSON.stringify(leaf)))
    .map(([path]) => ({
      path,
      message: "holds a character that is reserved (U+E000 or U+E001)",
    }));
  return [...reserved, ...forged];
}

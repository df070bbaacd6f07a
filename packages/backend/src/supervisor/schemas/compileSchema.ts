import { createContext, Script } from "node:vm";
import type { Ajv as AjvClass, ErrorObject } from "ajv";
import type { PackageSchema } from "./PackageSchema.ts";
import { type Pointer, childOf } from "./Pointer.ts";

/** What a schema says of a value that is there: who may see it. `backend` where it knows the key and says nothing. */
export type Mark = "frontend" | "secret" | "backend";

export interface Evaluation {
  /** Of everything in the configuration that the schema knows, by its place. */
  readonly marks: ReadonlyMap<Pointer, Mark>;
  readonly errors: readonly ErrorObject[];
}

export type EvaluateConfig = (config: unknown) => Evaluation;

/**
 * Compiles one package's schema on its own, so that none can change what another one says.
 *
 * @throws where it is no schema, or one that takes too long; so does what it gives
 */
export async function compileSchema({
  value,
}: Pick<PackageSchema, "value">): Promise<EvaluateConfig> {
  const { Ajv } = await import("ajv");
  const shallow = new Map<Pointer, Mark>();
  const deep = new Map<Pointer, Mark>();
  const ajv = createAjv(Ajv, { shallow, deep });
  const validate = inTime(() => ajv.compile(markKnown(structuredClone(value))));
  return (config) => {
    shallow.clear();
    deep.clear();
    // Texts of variables become numbers where a number is asked for, in a copy.
    const copy = structuredClone(config);
    const isValid = inTime(() => validate(copy));
    const marks = new Map<Pointer, Mark>();
    spread(
      config,
      { pointer: "", inherited: undefined },
      { shallow, deep, marks },
    );
    return { marks, errors: isValid ? [] : (validate.errors ?? []) };
  };
}

interface Collected {
  readonly shallow: Map<Pointer, Mark>;
  readonly deep: Map<Pointer, Mark>;
}

function createAjv(
  Ajv: typeof AjvClass,
  { shallow, deep }: Collected,
): AjvClass {
  const collect =
    (into: Map<Pointer, Mark>) =>
    (mark: Mark) =>
    (_data: unknown, context?: { readonly instancePath: string }) => {
      const pointer = context?.instancePath ?? "";
      into.set(pointer, strongestOf([into.get(pointer), mark]) ?? mark);
      return true;
    };
  const ajv = new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    coerceTypes: true,
    strict: false,
    validateFormats: false,
    logger: false,
    schemas: { "https://backstage.io/schema/config-v1": true },
  });
  return ajv
    .addKeyword({ keyword: "visibility", compile: collect(shallow) })
    .addKeyword({ keyword: "deepVisibility", compile: collect(deep) })
    .removeKeyword("deprecated")
    .addKeyword("deprecated");
}

/** Lets each key that the schema names tell that it is known. */
function markKnown<Node>(node: Node): Node {
  if (typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) {
    for (const each of node) markKnown(each);
    return node;
  }
  const schema = node as Record<string, unknown>;
  for (const [keyword, nested] of Object.entries(schema)) {
    markKnown(nested);
    const isMap = keyword === "properties" || keyword === "patternProperties";
    if (!isMap || typeof nested !== "object" || nested === null) continue;
    for (const child of Object.values(nested)) {
      if (isPlain(child)) child["visibility"] ??= "backend";
    }
  }
  return node;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface Position {
  readonly pointer: Pointer;
  readonly inherited: Mark | undefined;
}

/** Gives every place its mark: what is said of it, or of a place above for all below it. */
function spread(
  value: unknown,
  { pointer, inherited }: Position,
  into: Collected & { readonly marks: Map<Pointer, Mark> },
): void {
  const { shallow, deep, marks } = into;
  const mark = strongestOf([shallow.get(pointer), inherited]);
  if (mark) marks.set(pointer, mark);
  if (typeof value !== "object" || value === null) return;
  const below = strongestOf([deep.get(pointer), inherited]);
  for (const [key, child] of Object.entries(value)) {
    // Texts in a list are what the list is, unless something is said of them.
    const isItem = Array.isArray(value) && typeof child !== "object";
    const position = {
      pointer: childOf(pointer, key),
      inherited: isItem ? strongestOf([below, mark]) : below,
    };
    spread(child, position, into);
  }
}

const STRENGTH: readonly Mark[] = ["backend", "frontend", "secret"];

/** Of what one schema says of a place in several ways, as Backstage has it; but nothing outdoes a secret. */
function strongestOf(marks: readonly (Mark | undefined)[]): Mark | undefined {
  return STRENGTH.findLast((mark) => marks.includes(mark));
}

/** For a schema of any size on a busy machine; a hostile one needs no more to be found out. */
const PATIENCE_MS = 5_000;

/**
 * Ends what a package's schema keeps busy: patterns and references can be made so that holding them against a few
 * characters takes years, and this process must not stand still.
 *
 * @throws where it doesn't end in time
 */
function inTime<Result>(work: () => Result): Result {
  const context = createContext({ work });
  const options = { timeout: PATIENCE_MS };
  return new Script("work()").runInContext(context, options) as Result;
}

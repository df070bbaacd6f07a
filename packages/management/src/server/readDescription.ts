import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { parse } from "yaml";

/** The parts of an OpenAPI 3.1 document that the portal reads. */
export interface Description {
  readonly info: { readonly version: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: Readonly<Record<string, unknown>>;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

interface Referring {
  readonly $ref?: string;
}

export interface DescribedParameter extends Referring {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

export interface DescribedOperation {
  readonly operationId: string;
  readonly "x-permission": string | null;
  readonly parameters?: readonly DescribedParameter[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { schema: JsonSchema }>>;
  };
}

export const METHODS = ["get", "post", "put", "delete"] as const;

export type PathItem = Readonly<
  Partial<Record<(typeof METHODS)[number], DescribedOperation>>
> & { readonly parameters?: readonly DescribedParameter[] };

/** Reads and parses the description of the API that belongs to this package. Takes a while: keep the result. */
export async function readDescription(): Promise<Description> {
  const { resolve } = createRequire(import.meta.url);
  const file = resolve("@flyloft/management/openapi.yaml");
  return parse(await readFile(file, "utf8"), { merge: true }) as Description;
}

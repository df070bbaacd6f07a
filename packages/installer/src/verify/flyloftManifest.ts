import {
  type PluginCategory,
  SCOPES,
  isScope,
  nearestName,
} from "@flyloft/plugin-core";
import * as z from "zod";
import { describeIssue } from "../describeIssue.ts";
import type { InstallerErrorCode } from "../errors.ts";
import { CATEGORIES } from "./guessCategory.ts";
import type { AskedPermissions } from "./PackageFacts.ts";

const MOST_SCOPES = 100;
const scopes = z.array(z.string()).max(MOST_SCOPES).default([]);

/** `flyloft` of a `package.json`: what a plugin tells a portal of this kind. */
const flyloftSchema = z.strictObject({
  title: z.string().min(1).max(100).optional(),
  category: z.enum(CATEGORIES).optional(),
  permissions: z
    .strictObject({ required: scopes, optional: scopes })
    .default({ required: [], optional: [] }),
});

export interface FlyloftManifest {
  readonly title: string | undefined;
  readonly category: PluginCategory | undefined;
  readonly permissions: AskedPermissions;
}

/** What is wrong with a manifest. */
export interface ManifestProblem {
  readonly code: InstallerErrorCode;
  readonly message: string;
  readonly hint: string;
}

export const NOTHING_ASKED: FlyloftManifest = {
  title: undefined,
  category: undefined,
  permissions: { required: [], optional: [] },
};

/** What `flyloft` says, or what is wrong with it. Pure. */
export function parseFlyloft(
  written: unknown,
):
  | { readonly flyloft: FlyloftManifest }
  | { readonly problem: ManifestProblem } {
  if (written === undefined) return { flyloft: NOTHING_ASKED };
  const parsed = flyloftSchema.safeParse(written);
  if (!parsed.success) {
    const message = `package.json: flyloft.${describeIssue(parsed.error)}`;
    const hint = "Its publisher has to correct it.";
    return { problem: { code: "VERIFY_MANIFEST_INVALID", message, hint } };
  }
  const { title, category, permissions } = parsed.data;
  const required = [...new Set(permissions.required)];
  const optional = [...new Set(permissions.optional)].filter(
    (scope) => !required.includes(scope),
  );
  const unknown = [...required, ...optional].find((scope) => !isScope(scope));
  if (unknown !== undefined) return { problem: unknownScope(unknown) };
  return { flyloft: { title, category, permissions: { required, optional } } };
}

function unknownScope(scope: string): ManifestProblem {
  const nearest = nearestName(scope, SCOPES);
  return {
    code: "VERIFY_SCOPE_UNKNOWN",
    message: `it asks for the permission ${JSON.stringify(scope.slice(0, 100))}, which isn't known here`,
    hint: nearest
      ? `Perhaps its publisher meant \`${nearest}\`. A plugin that asks for something unknown isn't installed.`
      : "A plugin that asks for something unknown isn't installed. Another version of the portal may know it.",
  };
}

import {
  type PlannedPlugin,
  type PluginRequest,
  planPlugins,
} from "@flyloft/installer";
import type { Plan, PlannedChange } from "@flyloft/management";
import { formatPointer } from "../schemas/Pointer.ts";
import type { Generation, GenerationPlugin } from "../Generation.ts";
import { type PortalOptions, preparePipeline } from "../preparePipeline.ts";
import { replaceRow } from "./ChangeMaker.ts";
import {
  type DesiredRow,
  type DesiredState,
  isSecretReference,
} from "./DesiredState.ts";
import { toProblem } from "./JobBook.ts";
import { joinChanges } from "./joinChanges.ts";
import { listLeaves } from "./leaves.ts";
import { type LocalPackage, describeLocal } from "./describeLocal.ts";
import { toPermissions } from "./toPermissions.ts";
import type { Uploads } from "./Uploads.ts";
import type { Wish } from "./Wish.ts";

export interface PlanParts {
  readonly options: PortalOptions;
  readonly state: DesiredState;
  readonly generation: Generation;
  readonly uploads: Uploads;
}

/**
 * What a wish would do. Asks registries, changes nothing.
 *
 * @throws why it can't be at all
 */
export async function planWish(wish: Wish, parts: PlanParts): Promise<Plan> {
  const { state, generation, options } = parts;
  const { key, alsoRemoved = [], secrets = {} } = wish;
  const before = state.rows.find((row) => row.key === key);
  const after = wish.next(before);
  const change = { key, row: after, alsoRemoved, secrets };
  const desired = replaceRow(state, change);
  const { install, requested } = await preparePipeline({ ...options, desired });
  const { plugins: planned } = await planPlugins(install);
  const current = generation.plugins.filter(
    (plugin) => plugin.key === key || plugin.comesWith === key,
  );
  const subject = requested.requests.find((request) => request.key === key);
  const known = new Set(
    generation.plugins.map(({ report }) => report.reference),
  );
  const own = new Set([
    ...current.map(({ report }) => report.reference),
    ...requested.requests
      .filter((request) => request.key === key || request.comesWith === key)
      .map(({ text }) => text),
  ]);
  const about = planned
    .filter(({ text }) => own.has(text) || !known.has(text))
    .filter(({ action, text }) => action !== "remove" || own.has(text));
  const local = describeLocal(subject, parts.uploads);
  const each = about.map((plugin) => {
    const change = toChange(plugin, wish, subject);
    return plugin.text === subject?.text ? nameLocal(change, local) : change;
  });
  const changes = joinChanges(each, {
    reference: subject?.text,
    name: wish.plugin,
  });
  return {
    plugins: changes,
    config: compareSettings(before, after),
    removes: wish.kind === "uninstall" ? describeLoss(current) : [],
    permissions: toPermissions(
      local?.permissions ?? permissionsOf(planned, subject, current),
      after?.granted ?? [],
    ),
    isPrivileged: isPrivileged(
      subject,
      about,
      local?.parts ?? partsOf(current),
    ),
    isPossible: changes.every(({ action }) => action !== "fail"),
  };
}

function toChange(
  planned: PlannedPlugin,
  { kind }: Wish,
  subject: PluginRequest | undefined,
): PlannedChange {
  const { text, before, after, fetches, reason, warnings, notes } = planned;
  const isSubject = subject?.text === text;
  return {
    reference: text,
    action: isSubject ? nameAction(planned.action, kind) : planned.action,
    ...(before && { before: toVersion(before) }),
    ...(after && { after: toVersion(after) }),
    fetches,
    ...(reason && { reason: toProblem(reason) }),
    warnings: warnings.map(toProblem),
    notes: notes.map(({ about, severity, message, hint }) => ({
      about,
      severity,
      message,
      ...(hint !== undefined && { hint }),
    })),
  };
}

/** What is on this machine already isn't downloaded, and has a name. */
function nameLocal(
  change: PlannedChange,
  local: LocalPackage | undefined,
): PlannedChange {
  if (!local || change.after?.name !== undefined) return change;
  const { after, isUpload } = local;
  const { reference } = change;
  return {
    ...change,
    reference: isUpload ? (after.name ?? reference) : reference,
    after: { ...after, ...change.after },
    fetches: false,
  };
}

/** What the lockfile has already is not added. */
function nameAction(
  action: PlannedPlugin["action"],
  kind: Wish["kind"],
): PlannedChange["action"] {
  if (action !== "keep") return action;
  if (kind === "enable") return "enable";
  return kind === "configure" || kind === "reset" ? "configure" : "keep";
}

function toVersion({
  name,
  version,
  digest,
  signer,
}: NonNullable<PlannedPlugin["after"]>) {
  return {
    ...(name !== undefined && { name }),
    ...(version !== undefined && { version }),
    ...(digest !== undefined && { digest }),
    ...(signer && { signer }),
  };
}

const CONCEALED = "••••••";

function compareSettings(
  before: DesiredRow | undefined,
  after: DesiredRow | null,
): Plan["config"] {
  const one = showSettings(before);
  const other = showSettings(after ?? undefined);
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter(
      (key) => one.get(key) !== other.get(key) || one.get(key) === CONCEALED,
    )
    .map((key) => {
      const [was, is] = [one.get(key), other.get(key)];
      return {
        key,
        ...(was !== undefined && { before: was }),
        ...(is !== undefined && { after: is }),
      };
    });
}

function showSettings(row: DesiredRow | undefined): Map<string, string> {
  return new Map(
    listLeaves(row?.settings ?? {}).map(([pointer, leaf]) => [
      formatPointer(pointer),
      isSecretReference(leaf) ? CONCEALED : JSON.stringify(leaf),
    ]),
  );
}

function describeLoss(gone: readonly GenerationPlugin[]): string[] {
  return gone.flatMap(({ report }) => [
    `The files of ${report.name}${report.version ? ` ${report.version}` : ""}`,
    ...(report.parts.backend ? [`The tables of ${report.name}`] : []),
    `What administrators set for ${report.name}`,
  ]);
}

/** As far as it is known: a package that is still to be fetched may not tell. */
function permissionsOf(
  planned: readonly PlannedPlugin[],
  subject: PluginRequest | undefined,
  current: readonly GenerationPlugin[],
) {
  const told = planned.find(({ text }) => text === subject?.text)?.permissions;
  const known = current[0]?.report.permissions;
  return told ?? known ?? { required: [], optional: [] };
}

/**
 * Backend code in the shared process may do what the portal may, whichever of the packages that come together has it. What
 * isn't known yet may be such code.
 */
function isPrivileged(
  subject: PluginRequest | undefined,
  planned: readonly PlannedPlugin[],
  known: { readonly backend: boolean } | undefined,
): boolean {
  if (!subject || !subject.enabled) return false;
  if (subject.isolation.tier !== "none") return false;
  const told = planned.find(({ text }) => text === subject.text)?.parts;
  const bringsBackend = planned.some(
    ({ text, parts }) => text !== subject.text && parts?.backend,
  );
  return bringsBackend || ((told ?? known)?.backend ?? true);
}

/** As it runs now. */
function partsOf([plugin]: readonly GenerationPlugin[]) {
  const { version, parts } = plugin?.report ?? {};
  return version === undefined ? undefined : parts;
}

import type { ApiHolder } from "@backstage/core-plugin-api";
import type { Entity } from "@backstage/catalog-model";
import type { LegacyCondition, LegacyTest } from "@flyloft/plugin-core";

export type EntityFilter = (entity: Entity) => boolean;

export interface EntityFilterOptions {
  readonly condition: LegacyCondition | undefined;
  /** What the package exports. */
  readonly exports: { get(name: string): unknown };
  readonly apis: ApiHolder;
}

/**
 * Judges entities as a condition says. A name that isn't exported as a function judges nothing and is left out; one
 * that throws, or answers later, says no.
 */
export function createEntityFilter(
  options: EntityFilterOptions,
): EntityFilter | undefined {
  const { condition } = options;
  if (!condition) return undefined;
  const toFilters = (tests: readonly LegacyTest[] | undefined) =>
    tests?.flatMap((test) => toFilter(test, options) ?? []) ?? [];
  const [all, any, one] = [
    toFilters(condition.allOf),
    toFilters(condition.anyOf),
    toFilters(condition.oneOf),
  ];
  if (all.length + any.length + one.length === 0) return undefined;
  return (entity) =>
    all.every((filter) => filter(entity)) &&
    (any.length === 0 || any.some((filter) => filter(entity))) &&
    (one.length === 0 || one.filter((filter) => filter(entity)).length === 1);
}

function toFilter(
  test: LegacyTest,
  { exports, apis }: EntityFilterOptions,
): EntityFilter | undefined {
  if (typeof test !== "string") return (entity) => isWanted(entity, test);
  const judge = exports.get(test);
  if (typeof judge !== "function") return undefined;
  return (entity) => {
    try {
      return judge(entity, { apis }) === true;
    } catch {
      return false;
    }
  };
}

function isWanted(
  { kind, spec, metadata }: Entity,
  test: Exclude<LegacyTest, string>,
): boolean {
  if ("hasAnnotation" in test) {
    const wanted = [test.hasAnnotation].flat();
    return wanted.some((name) => name in (metadata.annotations ?? {}));
  }
  const [found, wanted] =
    "isKind" in test ? [kind, test.isKind] : [spec?.["type"], test.isType];
  const isFound = (word: string) =>
    word.toLowerCase() === String(found).toLowerCase();
  return [wanted].flat().some(isFound);
}

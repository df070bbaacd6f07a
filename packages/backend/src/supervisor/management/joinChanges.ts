import type { PlannedChange } from "@flyloft/management";

/**
 * Another version is another reference: one is removed and one is added where people see one plugin that changes. What is
 * added under a reference that tells no name, such as an OCI artifact's, is `subject`.
 */
export function joinChanges(
  changes: readonly PlannedChange[],
  subject: { readonly reference: string | undefined; readonly name: string },
): PlannedChange[] {
  const nameOf = ({ after, reference }: PlannedChange) =>
    after?.name ?? (reference === subject.reference ? subject.name : undefined);
  const removed = new Map(
    changes.flatMap((change) => {
      const { action, before } = change;
      const isGone = action === "remove" && before?.name !== undefined;
      return isGone ? [[before.name, { change, before }] as const] : [];
    }),
  );
  const joined = new Set<PlannedChange>();
  const kept = changes.map((change): PlannedChange => {
    const name = nameOf(change);
    const found = name === undefined ? undefined : removed.get(name);
    if (name === undefined || !found || change.action !== "add") return change;
    joined.add(found.change);
    const after = { name, ...change.after };
    return { ...change, action: "change", before: found.before, after };
  });
  return kept.filter((change) => !joined.has(change));
}

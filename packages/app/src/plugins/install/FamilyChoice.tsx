import { Checkbox } from "@backstage/ui";
import type { Plan } from "@flyloft/management";

export interface FamilyChoiceProps {
  readonly plan: Plan;
  readonly isFamily: boolean;
  readonly onChange: (isFamily: boolean) => void;
}

/** Whether the other packages of a plugin come along, its backend for example. Nothing where there are none. */
export function FamilyChoice({ plan, isFamily, onChange }: FamilyChoiceProps) {
  const { plugins } = plan;
  const isOffered = plugins.some(({ notes }) =>
    notes.some(({ about }) => about === "offers"),
  );
  if (!isOffered && !(isFamily && plugins.length > 1)) return null;
  return (
    <Checkbox isSelected={isFamily} onChange={onChange}>
      With the packages that belong to it
    </Checkbox>
  );
}

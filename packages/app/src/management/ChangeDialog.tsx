import type { Job, Plan } from "@flyloft/management";
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from "@backstage/ui";
import { useState } from "react";
import { type Order, plannable } from "./changes.ts";
import styles from "./ChangeDialog.module.css";
import { asksPermissions, PermissionChoice } from "./PermissionChoice.tsx";
import { PlanView } from "./PlanView.tsx";
import { PrivilegeNotice } from "./PrivilegeNotice.tsx";
import { Problem } from "./Problem.tsx";
import { ProblemAlert } from "./ProblemAlert.tsx";
import { readPlan } from "./readPlan.ts";
import { useAnswer } from "./useAnswer.ts";
import { useOrder } from "./useOrder.ts";

export interface ChangeDialogProps {
  readonly order: Order;
  readonly title: string;
  /** What is said before the plan. */
  readonly text?: string;
  /** What the button says, e.g. `Uninstall`. */
  readonly confirm: string;
  readonly isDestructive?: boolean;
  readonly onClose: () => void;
  /** The change is on its way; the dialog is to be closed. */
  readonly onOrdered: (job: Job) => void;
}

/** Shows the plan of a change to a plugin, and asks whether to do it. */
export function ChangeDialog(props: ChangeDialogProps) {
  const { order, title, text, confirm, isDestructive, onClose } = props;
  const change = plannable(order);
  const plan = useAnswer(
    change && `plan ${JSON.stringify(change)}`,
    readPlan(change),
  );
  const [granted, setGranted] = useState<string[]>();
  const { send, isSending, problem } = useOrder();
  const confirmed = async () => {
    const job = await send(order, isGrantable(order) ? granted : undefined);
    if (job) props.onOrdered(job);
  };
  const isImpossible = plan.data?.isPossible === false;

  return (
    <Dialog isOpen onOpenChange={(isOpen) => isOpen || onClose()} width={560}>
      <DialogHeader>{title}</DialogHeader>
      <DialogBody>
        <div className={styles.body}>
          {text && <p className={styles.text}>{text}</p>}
          {plan.problem && <Problem tone="danger" problem={plan.problem} />}
          {change && !plan.data && !plan.problem && (
            <output className={styles.text}>Working out what changes …</output>
          )}
          {plan.data && <PlanView plan={plan.data} />}
          {plan.data && (
            <Conditions
              plan={plan.data}
              granted={granted}
              onGrant={isGrantable(order) ? setGranted : undefined}
            />
          )}
          <ProblemAlert problem={problem} />
        </div>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Cancel
        </Button>
        <Button
          variant="primary"
          destructive={isDestructive}
          isDisabled={isImpossible || (change && plan.isLoading)}
          isPending={isSending}
          onPress={() => void confirmed()}
        >
          {confirm}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

interface ConditionsProps {
  readonly plan: Plan;
  readonly granted: string[] | undefined;
  readonly onGrant: ((granted: string[]) => void) | undefined;
}

function Conditions({ plan, granted, onGrant }: ConditionsProps) {
  const { permissions, isPrivileged } = plan;
  return (
    <>
      {isPrivileged && <PrivilegeNotice />}
      {asksPermissions(permissions) && (
        <PermissionChoice
          permissions={permissions}
          granted={granted ?? permissions.granted}
          onChange={onGrant}
        />
      )}
    </>
  );
}

/** Permissions are asked for where the plugin begins to run. */
function isGrantable({ action }: Order): boolean {
  return action === "enable";
}

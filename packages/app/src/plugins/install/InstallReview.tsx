import { Button, ButtonLink, Checkbox } from "@backstage/ui";
import type { InstallRequest, Job, Plan } from "@flyloft/management";
import { useState } from "react";
import type { InstallChoice } from "../../management/pluginPath.ts";
import {
  asksPermissions,
  PermissionChoice,
} from "../../management/PermissionChoice.tsx";
import { PlanView } from "../../management/PlanView.tsx";
import { Problem } from "../../management/Problem.tsx";
import { ProblemAlert } from "../../management/ProblemAlert.tsx";
import { readPlan } from "../../management/readPlan.ts";
import { useAnswer } from "../../management/useAnswer.ts";
import { useOrder } from "../../management/useOrder.ts";
import { PageTitle } from "../../management/PageTitle.tsx";
import { FamilyChoice } from "./FamilyChoice.tsx";
import pageStyles from "../page/PluginPage.module.css";
import styles from "./InstallPage.module.css";
import { type Tier, TierChoice } from "./TierChoice.tsx";

export interface InstallReviewProps {
  readonly choice: InstallChoice;
  readonly onOrdered: (job: Job) => void;
}

/** What an installation would do, what it asks for, and the button that does it. */
export function InstallReview({ choice, onOrdered }: InstallReviewProps) {
  const [tier, setTier] = useState<Tier>();
  const [granted, setGranted] = useState<string[]>();
  const [isEnabled, setEnabled] = useState(true);
  const [isFamily, setFamily] = useState(choice.with === "family");
  const { send, isSending, problem } = useOrder();
  const install: InstallRequest = {
    ...choice,
    with: isFamily ? "family" : undefined,
    enabled: isEnabled,
    ...(tier && { isolation: tier }),
  };
  const change = { action: "install" as const, install };
  const plan = useAnswer(`plan ${JSON.stringify(change)}`, readPlan(change));
  const known = useLast(plan.data);
  const confirmed = async () => {
    const request = { ...install, ...(granted && { granted }) };
    const job = await send({ action: "install", install: request });
    if (job) onOrdered(job);
  };
  const isReady = plan.data?.isPossible && !plan.isLoading;

  return (
    <div className={styles.review}>
      <div>
        <PageTitle>Install {nameOf(choice, known)}</PageTitle>
        <p className={pageStyles.note}>Nothing has been changed yet.</p>
      </div>
      {plan.problem && (
        <div role="alert">
          <Problem tone="danger" problem={plan.problem} />
        </div>
      )}
      {!known && !plan.problem && (
        <output className={pageStyles.note}>Working out what changes …</output>
      )}
      {known && (
        <>
          <PlanView plan={known} />
          <FamilyChoice plan={known} isFamily={isFamily} onChange={setFamily} />
          <Conditions
            plan={known}
            tier={tier}
            onTier={setTier}
            granted={granted}
            onGrant={setGranted}
          />
          <Checkbox isSelected={isEnabled} onChange={setEnabled}>
            Enable it at once
          </Checkbox>
        </>
      )}
      <ProblemAlert problem={problem} />
      <div className={styles.buttons}>
        <Button
          variant="primary"
          isDisabled={!isReady}
          isPending={isSending}
          onPress={() => void confirmed()}
        >
          Install
        </Button>
        <ButtonLink href="/plugins/install" variant="secondary">
          Cancel
        </ButtonLink>
      </div>
    </div>
  );
}

interface ConditionsProps {
  readonly plan: Plan;
  readonly tier: Tier | undefined;
  readonly onTier: (tier: Tier) => void;
  readonly granted: readonly string[] | undefined;
  readonly onGrant: (granted: string[]) => void;
}

function Conditions(props: ConditionsProps) {
  const { plan, tier, onTier, granted, onGrant } = props;
  const { permissions, isPrivileged } = plan;
  return (
    <>
      {asksPermissions(permissions) && (
        <section className={styles.panel}>
          <h2 className={styles.heading}>Permissions</h2>
          <PermissionChoice
            permissions={permissions}
            granted={granted ?? permissions.granted}
            onChange={onGrant}
          />
        </section>
      )}
      {(isPrivileged || tier !== undefined) && (
        <section className={styles.panel}>
          <TierChoice
            tier={tier ?? "none"}
            isPrivileged={isPrivileged}
            onChange={onTier}
          />
        </section>
      )}
    </>
  );
}

/** What was known last: a plan that is asked for anew doesn't take the old one from the screen. */
function useLast<T>(value: T | undefined): T | undefined {
  const [last, setLast] = useState(value);
  if (value !== undefined && value !== last) setLast(value);
  return value ?? last;
}

function nameOf(choice: InstallChoice, plan: Plan | undefined): string {
  const added = plan?.plugins.find(({ after }) => after?.name)?.after?.name;
  const { reference, directory } = choice;
  return added ?? reference ?? directory?.split("/").at(-1) ?? "an archive";
}

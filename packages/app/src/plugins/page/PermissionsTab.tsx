import { Button } from "@backstage/ui";
import { useState } from "react";
import { useManagement } from "../../management/Management.tsx";
import {
  asksPermissions,
  PermissionChoice,
} from "../../management/PermissionChoice.tsx";
import { PrivilegeNotice } from "../../management/PrivilegeNotice.tsx";
import { ProblemAlert } from "../../management/ProblemAlert.tsx";
import { useOrder } from "../../management/useOrder.ts";
import { describeIsolation, describeProcess } from "../describeProcess.ts";
import styles from "./PluginPage.module.css";
import type { TabProps } from "./TabProps.ts";

/** What the plugin may do: where its code runs, and what it was granted. */
export function PermissionsTab({ plugin, onOrdered }: TabProps) {
  const { permissions, isolation, process, parts } = plugin;
  return (
    <div className={styles.stack}>
      {isolation?.inForce === "none" && <PrivilegeNotice />}
      <section className={styles.panel}>
        <h2 className={styles.heading}>Where its code runs</h2>
        <p className={styles.note}>
          {parts.backend
            ? isolation
              ? `Backend: ${describeIsolation(isolation)}${process ? ` (${describeProcess(process)})` : ""}.`
              : "Backend: nowhere while it is disabled."
            : "It has no backend."}{" "}
          {parts.frontend
            ? "Frontend: in the page, with the rights of whoever is signed in."
            : "It has no frontend."}
        </p>
      </section>
      <section className={styles.panel}>
        <h2 className={styles.heading}>Permissions</h2>
        {asksPermissions(permissions) ? (
          <Grants plugin={plugin} onOrdered={onOrdered} />
        ) : (
          <p className={styles.note}>It asks for none.</p>
        )}
      </section>
    </div>
  );
}

function Grants({ plugin, onOrdered }: TabProps) {
  const { name, permissions, origin } = plugin;
  const { may } = useManagement();
  const [granted, setGranted] = useState<readonly string[]>();
  const { send, isSending, problem } = useOrder();
  const mayGrant = may("configure") && !origin.isLocked;
  const chosen = granted ?? permissions.granted;
  const isChanged = !isSameSet(chosen, permissions.granted);
  const save = async () => {
    const order = {
      action: "grant",
      plugin: name,
      granted: [...chosen],
    } as const;
    const job = await send(order);
    if (!job) return;
    setGranted(undefined);
    onOrdered(job);
  };
  return (
    <>
      <PermissionChoice
        permissions={permissions}
        granted={chosen}
        onChange={mayGrant ? setGranted : undefined}
      />
      <ProblemAlert problem={problem} />
      {mayGrant && permissions.optional.length > 0 && (
        <div className={styles.buttons}>
          <Button
            variant="primary"
            isDisabled={!isChanged}
            isPending={isSending}
            onPress={() => void save()}
          >
            Save permissions
          </Button>
          {isChanged && (
            <Button variant="secondary" onPress={() => setGranted(undefined)}>
              Cancel
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}

import type { Job } from "@flyloft/management";
import { Button } from "@backstage/ui";
import { useState } from "react";
import { useNavigate } from "react-router-dom";
import { ChangeDialog } from "../../management/ChangeDialog.tsx";
import { useManagement } from "../../management/Management.tsx";
import type { PluginView } from "../mergeReports.ts";
import { useUpdates } from "../usePluginList.ts";
import { RetryButton } from "./RetryButton.tsx";
import { useHistory } from "./useHistory.ts";

export interface PluginActionsProps {
  readonly view: PluginView;
  readonly onOrdered: (job: Job) => void;
}

type Open = "upgrade" | "rollback" | "uninstall" | undefined;

/** Upgrade, roll back and uninstall, each after its plan. What can't be done isn't offered. */
export function PluginActions({ view, onOrdered }: PluginActionsProps) {
  const { report, title } = view;
  const { name, origin, isBuiltIn } = report;
  const { may } = useManagement();
  const [open, setOpen] = useState<Open>();
  const navigate = useNavigate();
  const update = useUpdates().get(name);
  const { data: history } = useHistory(may("inspect") ? name : undefined);
  const canRollBack =
    history?.items.some((entry) => entry.canRollBack) ?? false;
  const close = () => setOpen(undefined);
  const ordered = (job: Job) => {
    close();
    onOrdered(job);
  };
  if (origin.isLocked) return null;
  const newest =
    update?.newest !== report.version && may("upgrade")
      ? update?.newest
      : undefined;
  return (
    <>
      {report.status.state === "restarting" && <RetryButton plugin={name} />}
      {newest && (
        <Button variant="primary" onPress={() => setOpen("upgrade")}>
          Upgrade to {newest}
        </Button>
      )}
      {canRollBack && may("rollback") && (
        <Button variant="secondary" onPress={() => setOpen("rollback")}>
          Roll back
        </Button>
      )}
      {!isBuiltIn && may("uninstall") && (
        <Button variant="secondary" onPress={() => setOpen("uninstall")}>
          Uninstall
        </Button>
      )}
      {open === "upgrade" && newest && (
        <ChangeDialog
          order={{ action: "upgrade", plugin: name, version: newest }}
          title={`Upgrade ${title}`}
          confirm="Upgrade"
          onClose={close}
          onOrdered={ordered}
        />
      )}
      {open === "rollback" && (
        <ChangeDialog
          order={{ action: "rollback", plugin: name }}
          title={`Roll back ${title}`}
          text="Version, settings and state become what they were before the newest change of this plugin."
          confirm="Roll back"
          onClose={close}
          onOrdered={ordered}
        />
      )}
      {open === "uninstall" && (
        <ChangeDialog
          order={{ action: "uninstall", plugin: name }}
          title={`Uninstall ${title}`}
          text="It is disabled first, then what belongs to it alone is removed. Other plugins keep their data."
          confirm="Uninstall"
          isDestructive
          onClose={close}
          onOrdered={(job) => {
            close();
            navigate(`/plugins?job=${job.id}`);
          }}
        />
      )}
    </>
  );
}

import type { Job, ManagedPlugin } from "@flyloft/management";
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
  const { report } = view;
  const { name, status } = report;
  const [open, setOpen] = useState<Open>();
  const { newest, canRollBack, canUninstall } = usePossible(report);
  return (
    <>
      {status.state === "restarting" && <RetryButton plugin={name} />}
      {newest && (
        <Button variant="primary" onPress={() => setOpen("upgrade")}>
          Upgrade to {newest}
        </Button>
      )}
      {canRollBack && (
        <Button variant="secondary" onPress={() => setOpen("rollback")}>
          Roll back
        </Button>
      )}
      {canUninstall && (
        <Button variant="secondary" onPress={() => setOpen("uninstall")}>
          Uninstall
        </Button>
      )}
      <Dialogs
        view={view}
        open={open}
        newest={newest}
        onClose={() => setOpen(undefined)}
        onOrdered={onOrdered}
      />
    </>
  );
}

/** What this user can do with this plugin now. */
function usePossible({ name, version, origin, isBuiltIn }: ManagedPlugin) {
  const { may } = useManagement();
  const { newest } = useUpdates().get(name) ?? {};
  const { data } = useHistory(may("inspect") ? name : undefined);
  const isFree = !origin.isLocked;
  const isNew = newest !== version;
  return {
    newest: isFree && isNew && may("upgrade") ? newest : undefined,
    canRollBack:
      isFree &&
      may("rollback") &&
      data?.items.some(({ canRollBack }) => canRollBack) === true,
    canUninstall: isFree && !isBuiltIn && may("uninstall"),
  };
}

interface DialogsProps extends PluginActionsProps {
  readonly open: Open;
  readonly newest: string | undefined;
  readonly onClose: () => void;
}

function Dialogs(props: DialogsProps) {
  const { view, open, newest, onClose, onOrdered } = props;
  const { title } = view;
  const plugin = view.report.name;
  const navigate = useNavigate();
  const close = (next: (job: Job) => void) => (job: Job) => {
    onClose();
    next(job);
  };
  switch (open) {
    case "upgrade":
      return (
        <ChangeDialog
          order={{ action: "upgrade", plugin, version: newest }}
          title={`Upgrade ${title}`}
          confirm="Upgrade"
          onClose={onClose}
          onOrdered={close(onOrdered)}
        />
      );
    case "rollback":
      return (
        <ChangeDialog
          order={{ action: "rollback", plugin }}
          title={`Roll back ${title}`}
          text="Version, settings and state become what they were before the newest change of this plugin."
          confirm="Roll back"
          onClose={onClose}
          onOrdered={close(onOrdered)}
        />
      );
    case "uninstall":
      return (
        <ChangeDialog
          order={{ action: "uninstall", plugin }}
          title={`Uninstall ${title}`}
          text="It is disabled first, then what belongs to it alone is removed. Other plugins keep their data."
          confirm="Uninstall"
          isDestructive
          onClose={onClose}
          onOrdered={close(({ id }) => navigate(`/plugins?job=${id}`))}
        />
      );
    case undefined:
      return null;
  }
}

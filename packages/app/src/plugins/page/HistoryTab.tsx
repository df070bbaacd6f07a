import type { AuditEntry } from "@flyloft/management";
import { Button } from "@backstage/ui";
import { useState } from "react";
import { AuditTrail } from "../../management/AuditTrail.tsx";
import { ChangeDialog } from "../../management/ChangeDialog.tsx";
import { describeAction } from "../../management/describeEntry.ts";
import { formatMoment } from "../../management/format.ts";
import { useManagement } from "../../management/Management.tsx";
import { Problem } from "../../management/Problem.tsx";
import styles from "./PluginPage.module.css";
import type { TabProps } from "./TabProps.ts";
import { useHistory } from "./useHistory.ts";

/** What was done with the plugin, by whom and when, and the way back. */
export function HistoryTab({ plugin, onOrdered }: TabProps) {
  const { name, title = name } = plugin;
  const { may } = useManagement();
  const history = useHistory(name);
  const [before, setBefore] = useState<AuditEntry>();
  const action = (entry: AuditEntry) =>
    entry.canRollBack && may("rollback") ? (
      <Button
        size="small"
        variant="secondary"
        aria-label={`Roll back to before this: ${describeAction(entry)}, ${formatMoment(entry.at)}`}
        onPress={() => setBefore(entry)}
      >
        Roll back to before this
      </Button>
    ) : null;
  return (
    <div className={styles.stack}>
      {history.problem && <Problem tone="warning" problem={history.problem} />}
      {history.data && (
        <AuditTrail
          entries={history.data.items}
          action={action}
          empty="Nobody has changed this plugin yet."
        />
      )}
      {before && (
        <ChangeDialog
          order={{ action: "rollback", plugin: name, before: before.number }}
          title={`Roll back ${title}`}
          text={`Version, settings and state become what they were before ${formatMoment(before.at)}.`}
          confirm="Roll back"
          onClose={() => setBefore(undefined)}
          onOrdered={(job) => {
            setBefore(undefined);
            onOrdered(job);
          }}
        />
      )}
    </div>
  );
}

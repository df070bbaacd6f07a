import type { Version } from "@flyloft/management";
import { Button } from "@backstage/ui";
import { useState } from "react";
import { answerOf } from "../../management/answerOf.ts";
import { ChangeDialog } from "../../management/ChangeDialog.tsx";
import { useManagement } from "../../management/Management.tsx";
import { Problem } from "../../management/Problem.tsx";
import { useAnswer } from "../../management/useAnswer.ts";
import { VersionTable } from "../../management/VersionTable.tsx";
import { UploadZone } from "../install/UploadZone.tsx";
import styles from "./PluginPage.module.css";
import type { TabProps } from "./TabProps.ts";

interface Choice {
  readonly version?: string;
  readonly upload?: string;
}

/** The versions that the plugin's source offers, each a change away. */
export function VersionsTab({ plugin, onOrdered }: TabProps) {
  const { name, source, origin } = plugin;
  const { may } = useManagement();
  const [choice, setChoice] = useState<Choice>();
  const versions = useAnswer(`versions ${name}`, (client, signal) =>
    answerOf(
      client.GET("/plugins/{name}/versions", {
        params: { path: { name } },
        signal,
      }),
    ),
  );
  const mayUpgrade = may("upgrade") && !origin.isLocked;
  const { data } = versions;
  const action = ({ version, isCurrent, isCompatible }: Version) =>
    mayUpgrade && data?.canUpgrade && !isCurrent ? (
      <Button
        size="small"
        variant="secondary"
        isDisabled={isCompatible === false}
        aria-label={`Change to ${version}`}
        onPress={() => setChoice({ version })}
      >
        Change to
      </Button>
    ) : null;
  return (
    <div className={styles.stack}>
      {versions.problem && (
        <Problem tone="warning" problem={versions.problem} />
      )}
      {!data && !versions.problem && (
        <output className={styles.note}>Asking the plugin’s source …</output>
      )}
      {data && data.items.length > 0 && (
        <VersionTable versions={data.items} action={action} />
      )}
      {data && data.items.length === 0 && (
        <p className={styles.note}>
          Its source offers no list of versions
          {plugin.version && `; ${plugin.version} is installed`}.
        </p>
      )}
      {source === "archive" && mayUpgrade && (
        <section>
          <h2 className={styles.heading}>Another version from an archive</h2>
          <UploadZone onUploaded={({ id }) => setChoice({ upload: id })} />
        </section>
      )}
      {choice && (
        <ChangeDialog
          order={{ action: "upgrade", plugin: name, ...choice }}
          title={`Change the version of ${plugin.title ?? name}`}
          confirm="Change version"
          onClose={() => setChoice(undefined)}
          onOrdered={(job) => {
            setChoice(undefined);
            onOrdered(job);
          }}
        />
      )}
    </div>
  );
}

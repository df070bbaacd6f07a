import type { Job } from "@flyloft/management";
import { ButtonLink } from "@backstage/ui";
import { useState } from "react";
import { answerOf } from "../../management/answerOf.ts";
import { JobPanel } from "../../management/JobPanel.tsx";
import { pluginPath } from "../../management/pluginPath.ts";
import { useAnswer } from "../../management/useAnswer.ts";
import { OpenPageLink } from "../page/OpenPageLink.tsx";

export interface InstallJobProps {
  readonly id: string;
  readonly onDismiss: () => void;
  readonly retry: string | undefined;
}

/** An installation under way, and where to go once the plugin is active. */
export function InstallJob({ id, onDismiss, retry }: InstallJobProps) {
  const [job, setJob] = useState<Job>();
  const name = job?.state === "succeeded" ? job.plugin : undefined;
  const { data: plugin } = useAnswer(
    name && `plugin ${name}`,
    (client, signal) =>
      answerOf(
        client.GET("/plugins/{name}", {
          params: { path: { name: name ?? "" } },
          signal,
        }),
      ),
  );
  return (
    <JobPanel
      id={id}
      titleOf={() => plugin?.title}
      onFinished={setJob}
      onDismiss={onDismiss}
      retry={retry}
      next={
        <>
          {plugin && <OpenPageLink plugin={plugin} />}
          {name && (
            <ButtonLink
              href={pluginPath(name)}
              variant="secondary"
              size="small"
            >
              See the plugin
            </ButtonLink>
          )}
        </>
      }
    />
  );
}

import type { Job } from "@flyloft/management";
import { ButtonLink } from "@backstage/ui";
import { answerOf } from "../../management/answerOf.ts";
import { pluginPath } from "../../management/pluginPath.ts";
import { useAnswer } from "../../management/useAnswer.ts";
import { OpenPageLink } from "../page/OpenPageLink.tsx";

/** Where to go once a plugin is installed. */
export function InstalledNext({
  job: { plugin: name = "" },
}: {
  readonly job: Job;
}) {
  const { data } = useAnswer(`plugin ${name}`, (client, signal) =>
    answerOf(
      client.GET("/plugins/{name}", { params: { path: { name } }, signal }),
    ),
  );
  return (
    <>
      {data && <OpenPageLink plugin={data} />}
      <ButtonLink href={pluginPath(name)} variant="secondary" size="small">
        See the plugin
      </ButtonLink>
    </>
  );
}

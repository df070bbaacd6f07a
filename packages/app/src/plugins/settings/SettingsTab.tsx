import { answerOf } from "../../management/answerOf.ts";
import { Problem } from "../../management/Problem.tsx";
import { useAnswer } from "../../management/useAnswer.ts";
import type { TabProps } from "../page/TabProps.ts";
import pageStyles from "../page/PluginPage.module.css";
import { SettingsEditor } from "./SettingsEditor.tsx";

/** Everything that the plugin can be configured with. */
export function SettingsTab({ plugin, onOrdered }: TabProps) {
  const { name } = plugin;
  const { data, problem, reload } = useAnswer(
    `settings ${name}`,
    (client, signal) =>
      answerOf(
        client.GET("/plugins/{name}/settings", {
          params: { path: { name } },
          signal,
        }),
      ),
  );
  if (problem && !data) return <Problem tone="danger" problem={problem} />;
  if (!data) return <output className={pageStyles.note}>Loading …</output>;
  if (!data.schema) {
    return <p className={pageStyles.note}>It has nothing to configure.</p>;
  }
  return (
    <SettingsEditor
      plugin={plugin}
      settings={data}
      onOrdered={onOrdered}
      onReload={reload}
    />
  );
}

import { lazy, Suspense } from "react";
import { answerOf } from "../../management/answerOf.ts";
import { Problem } from "../../management/Problem.tsx";
import { useAnswer } from "../../management/useAnswer.ts";
import { PluginFacts } from "./PluginFacts.tsx";
import styles from "./PluginPage.module.css";
import type { TabProps } from "./TabProps.ts";

const Readme = lazy(async () => {
  const { Readme } = await import("./Readme.tsx");
  return { default: Readme };
});

/** What the publisher says of the plugin, and where it came from. */
export function OverviewTab({ plugin }: TabProps) {
  const { name, version, description } = plugin;
  const readme = useAnswer(`readme ${name} ${version}`, (client, signal) =>
    answerOf(
      client.GET("/plugins/{name}/readme", {
        params: { path: { name } },
        signal,
      }),
    ),
  );
  const markdown = readme.data?.markdown;
  return (
    <>
      {description && <p className={styles.lead}>{description}</p>}
      <div className={styles.columns}>
        <div className={styles.text}>
          {markdown && (
            <Suspense fallback={null}>
              <Readme markdown={markdown} />
            </Suspense>
          )}
          {markdown === null && (
            <p className={styles.note}>Its package has no README.</p>
          )}
          {readme.problem && !readme.data && (
            <Problem tone="warning" problem={readme.problem} />
          )}
        </div>
        <aside className={styles.side} aria-label="Facts">
          <PluginFacts plugin={plugin} />
        </aside>
      </div>
    </>
  );
}

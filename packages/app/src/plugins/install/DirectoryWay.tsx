import { Button } from "@backstage/ui";
import { useNavigate } from "react-router-dom";
import { answerOf } from "../../management/answerOf.ts";
import { Badge } from "../../management/Badge.tsx";
import { installPath } from "../../management/pluginPath.ts";
import { Problem } from "../../management/Problem.tsx";
import { useAnswer } from "../../management/useAnswer.ts";
import styles from "./InstallPage.module.css";

/** A folder of the portal's machine, below the roots that the configuration allows. */
export function DirectoryWay() {
  const { data, problem } = useAnswer("directories", (client, signal) =>
    answerOf(client.GET("/directories", { signal })),
  );
  const navigate = useNavigate();
  if (problem && !data) return <Problem tone="danger" problem={problem} />;
  if (!data) return <output className={styles.help}>Looking …</output>;
  const { roots, items } = data;
  if (roots.length === 0) {
    return (
      <p className={styles.help}>
        No directory is allowed. The configuration names those that are, under{" "}
        <code>dynamicPlugins.management.directories</code>.
      </p>
    );
  }
  return (
    <>
      {items.length > 0 && (
        <ul className={styles.results} aria-label="Directories with plugins">
          {items.map((item) => (
            <li key={item.path}>
              <div className={styles.result}>
                <b>{item.name}</b> <span>{item.version}</span>
                <p>{item.description ?? item.path}</p>
              </div>
              {item.isInstalled ? (
                <Badge tone="success" mark="✓">
                  Installed
                </Badge>
              ) : (
                <Button
                  size="small"
                  variant="secondary"
                  aria-label={`Install ${item.name}`}
                  onPress={() =>
                    navigate(installPath({ directory: item.path }))
                  }
                >
                  Install
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <p className={styles.help}>
        {items.length === 0 && "No plugin was found. "}
        Plugins are looked for in{" "}
        {roots.map((root, index) => (
          <span key={root}>
            {index > 0 && ", "}
            <code>{root}</code>
          </span>
        ))}
        .
      </p>
    </>
  );
}

import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from "@backstage/frontend-plugin-api";
import type { DevelopmentProblem, DevelopmentView } from "@flyloft/plugin-core";
import CodeIcon from "@material-ui/icons/Code";
import { useState, useSyncExternalStore } from "react";
import { answerOf, problemOf } from "../management/answerOf.ts";
import { describeActor } from "../management/describeEntry.ts";
import { createClient } from "../management/Management.tsx";
import { portalApiRef } from "../shell/portalApi.ts";
import styles from "./DevelopmentBanner.module.css";

/** Says above every page that development versions are shown, and of what: nobody is to take them for the portal. */
export function DevelopmentBanner() {
  const { status } = useApi(portalApiRef);
  const { development } = useSyncExternalStore(
    status.subscribe,
    status.snapshot,
  );
  if (!development) return null;
  return (
    <section className={styles.banner} aria-label="Development versions">
      <CodeIcon className={styles.icon} fontSize="small" aria-hidden="true" />
      <div className={styles.text}>
        <p>
          <b>Development versions</b> of{" "}
          <span className={styles.names}>
            {development.packages.join(", ")}
          </span>
          {!development.isForAll &&
            `, shown in this browser only, by ${describeActor(development.actor)}`}
        </p>
        <div aria-live="polite">
          {development.problems.map((problem) => (
            <p
              key={whereOf(problem) + problem.message}
              className={styles.problem}
            >
              <code>{whereOf(problem)}</code> {problem.message}
            </p>
          ))}
        </div>
      </div>
      {!development.isForAll && <StopButton development={development} />}
    </section>
  );
}

function StopButton({
  development,
}: {
  readonly development: DevelopmentView;
}) {
  const discovery = useApi(discoveryApiRef);
  const { fetch } = useApi(fetchApiRef);
  const [refusal, setRefusal] = useState<string>();
  const stop = async () => {
    setRefusal(undefined);
    try {
      const client = await createClient(discovery, fetch);
      const params = { path: { id: development.id } };
      await answerOf(client.DELETE("/development/{id}", { params }));
    } catch (error) {
      setRefusal(problemOf(error).message);
    }
  };
  return (
    <div className={styles.stopping}>
      <button type="button" className={styles.stop} onClick={() => void stop()}>
        Stop
      </button>
      <p role="alert">{refusal}</p>
    </div>
  );
}

/** `src/RadarPage.tsx:12`, or the package where no file is at fault. */
function whereOf({ packageName, file, line }: DevelopmentProblem): string {
  if (file === undefined) return packageName;
  return line === undefined ? file : `${file}:${line}`;
}

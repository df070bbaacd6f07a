import { Button } from "@backstage/ui";
import type { ManagementClient, Problem } from "@flyloft/management";
import { useApi } from "@backstage/frontend-plugin-api";
import { useCallback, useState } from "react";
import { useLocation, useNavigate, useParams } from "react-router-dom";
import { answerOf, problemOf } from "../management/answerOf.ts";
import { BackLink } from "../management/BackLink.tsx";
import { describeActor } from "../management/describeEntry.ts";
import { useManagement } from "../management/Management.tsx";
import { Notice } from "../management/Notice.tsx";
import { PageTitle } from "../management/PageTitle.tsx";
import { ProblemAlert } from "../management/ProblemAlert.tsx";
import { useAnswer } from "../management/useAnswer.ts";
import pageStyles from "../plugins/page/PluginPage.module.css";
import { portalApiRef } from "../shell/portalApi.ts";
import styles from "./DevelopmentPage.module.css";

/** Where the link of a development session leads. Code of others runs here as this user: it is asked before. */
export function DevelopmentPage() {
  const { id = "" } = useParams();
  const { hash } = useLocation();
  const read = useCallback(
    (client: ManagementClient, signal: AbortSignal) => {
      const params = { path: { id } };
      return answerOf(client.GET("/development/{id}", { params, signal }));
    },
    [id],
  );
  const { data: session, problem } = useAnswer(`development ${id}`, read);
  const opening = useOpening(id, hash.slice(1));
  return (
    <div className={pageStyles.page}>
      <BackLink to="/plugins">Plugins</BackLink>
      <div className={styles.content}>
        <PageTitle>Show development versions?</PageTitle>
        <ProblemAlert problem={opening.problem ?? problem} />
        {session && (
          <Notice
            tone="warning"
            title={`${describeActor(session.actor)} wants to show development versions of`}
            actions={
              <Button
                variant="primary"
                isDisabled={opening.isBusy}
                onPress={() => void opening.open()}
              >
                Show in this browser
              </Button>
            }
          >
            <ul className={styles.packages}>
              {session.packages.map((name) => (
                <li key={name}>{name}</li>
              ))}
            </ul>
            <p>
              Its code runs in your browser with everything that you may do
              here, and nobody has published it. Go on only if you know who gave
              you the link. Others see the portal as it is; a bar above every
              page has <b>Stop</b>.
            </p>
          </Notice>
        )}
      </div>
    </div>
  );
}

function useOpening(id: string, ticket: string) {
  const { client } = useManagement();
  const portal = useApi(portalApiRef);
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const open = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const ready = await client;
      const params = { path: { id } };
      await answerOf(
        ready.POST("/development/{id}/browsers", { params, body: { ticket } }),
      );
      portal.listenAgain();
      await navigate("/", { replace: true });
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return { open, isBusy, problem };
}

import type { FinalizedSpecializedApp } from "@backstage/frontend-app-api";
import { createRoot } from "react-dom/client";
import { FaultLog } from "../federation/FaultLog.ts";
import { type LoadedRemote, loadRemotes } from "../federation/loadRemotes.ts";
import { createConfig } from "../page/createConfig.ts";
import type { PageData } from "../page/readPage.ts";
import { composePortal } from "./composePortal.ts";
import { compositionFaults } from "./compositionFaults.ts";
import { createShell } from "./createShell.tsx";
import { Portal } from "./Portal.tsx";
import { SignInSession } from "./SignInSession.ts";

/** How long the first paint waits for remotes. What arrives later joins the running page. */
const FIRST_PAINT_MS = 1_500;

/**
 * Loads the remotes and shows the portal in `container`. Failing or slow remotes never keep the rest away. Resolves
 * when every remote arrived or failed.
 */
export async function startPortal(
  container: HTMLElement,
  page: PageData,
): Promise<void> {
  const config = createConfig(page.config, window.location.origin);
  const faults = new FaultLog();
  const arrivals: LoadedRemote[] = [];
  const root = createRoot(container);
  const shell = createShell({
    portal: { generation: page.portal.generation, faults, recompose: show },
    session: new SignInSession(),
    signInProviders: config.getOptionalStringArray("app.signIn.providers") ?? [
      "guest",
    ],
  });
  const noteRejected = (app: FinalizedSpecializedApp) =>
    faults.add(compositionFaults(app.errors));

  let count = 0;
  function show() {
    count += 1;
    const features = arrivals.flatMap((remote) => remote?.features ?? []);
    root.render(
      <Portal
        count={count}
        prepared={composePortal(config, shell, features)}
        onFinalized={noteRejected}
      />,
    );
  }

  const loading = loadRemotes(page.portal.remotes, page.combinedFailures);
  const arrived = Promise.all(
    loading.map(async (promise, index) => {
      const remote = await promise;
      arrivals[index] = remote;
      faults.add(remote.faults);
    }),
  );
  const inTime = await Promise.race([
    arrived.then(() => true),
    new Promise<false>((resolve) => {
      setTimeout(() => resolve(false), FIRST_PAINT_MS);
    }),
  ]);
  show();
  if (inTime) return;
  await arrived;
  show();
}

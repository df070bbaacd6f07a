import type { JsonObject } from "@backstage/types";
import { createRoot } from "react-dom/client";
import { isShownTo } from "../development/isShownTo.ts";
import { GenerationWatch } from "../live/GenerationWatch.ts";
import { LivePortal } from "../live/LivePortal.ts";
import { UserActivity } from "../live/UserActivity.ts";
import { createConfig } from "../page/createConfig.ts";
import type { PageData } from "../page/readPage.ts";
import { composePortal } from "./composePortal.ts";
import { createShell } from "./createShell.tsx";
import { Portal } from "./Portal.tsx";
import { SignInSession } from "./SignInSession.ts";

/**
 * Loads the remotes and shows the portal in `container`, and follows its generations from then on. Failing or slow
 * remotes never keep the rest away. Resolves when every remote of the page arrived or failed.
 */
export async function startPortal(
  container: HTMLElement,
  page: PageData,
): Promise<void> {
  const root = createRoot(container);
  let count = 0;
  let watch: GenerationWatch | undefined;
  const live = new LivePortal({
    page,
    activity: new UserActivity(document),
    listenAgain: () => watch?.listenAgain(),
    show(data, content) {
      const config = readConfig(data);
      const prepared = composePortal(config, shell, content);
      count += 1;
      root.render(
        <Portal
          count={count}
          container={container}
          prepared={prepared}
          onFinalized={noteComposed}
        />,
      );
    },
  });
  const session = new SignInSession();
  const noteComposed = live.noteComposed.bind(live);
  const shell = createShell({
    portal: live,
    session,
    signInProviders: readConfig(page.config).getOptionalStringArray(
      "app.signIn.providers",
    ) ?? ["guest"],
  });
  await live.start();
  watch = new GenerationWatch({
    onDevelopment: (view) =>
      void session.user.then(
        (user) => live.develop(isShownTo(view, user) ? view : undefined),
        globalThis.reportError,
      ),
    onGeneration: (event) => live.follow(event),
    onSilence: () => live.ask(),
  });
  watch.start();
}

/** What the server sends is JSON. */
function readConfig(data: PageData["config"]) {
  return createConfig(data as JsonObject, window.location.origin);
}

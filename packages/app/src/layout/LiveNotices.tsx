import { useApi } from "@backstage/frontend-plugin-api";
import { useEffect, useSyncExternalStore } from "react";
import { useLocation } from "react-router-dom";
import type { LiveState, PluginUpdate } from "../live/LiveStatus.ts";
import { pageAt } from "../live/pageAt.ts";
import { portalApiRef } from "../shell/portalApi.ts";
import { LiveNotice } from "./LiveNotice.tsx";
import styles from "./LiveNotice.module.css";

/**
 * Says what changed in the portal and isn't on the screen yet, where that matters to the user: changes that wait, and a
 * newer version of what the open page is made of.
 */
export function LiveNotices() {
  const portal = useApi(portalApiRef);
  const { status } = portal;
  const state = useSyncExternalStore(status.subscribe, status.snapshot);
  const { pathname } = useLocation();
  useEffect(() => portal.noteNavigation(pathname), [portal, pathname]);
  const reload = () => window.location.reload();

  return (
    <div className={styles.notices} aria-live="polite">
      {state.isWaiting && (
        <LiveNotice
          text="Plugins of this portal changed. They show when you go to another page."
          action="Show now"
          onAction={() => portal.recompose()}
        />
      )}
      {listReloads(state, pathname).map(({ id, text }) => (
        <LiveNotice
          key={id}
          text={text}
          action="Reload"
          onAction={reload}
          onDismiss={() => status.dismiss(id)}
        />
      ))}
    </div>
  );
}

interface ReloadNotice {
  readonly id: string;
  readonly text: string;
}

function listReloads(
  { needsReload, updates, pages, dismissed, generation }: LiveState,
  pathname: string,
): readonly ReloadNotice[] {
  const pluginId = pageAt(pages, pathname)?.pluginId;
  const notices = needsReload
    ? [
        {
          id: `portal ${generation}`,
          text: "The portal was updated. Reload to use it as it is now.",
        },
      ]
    : updates.filter((update) => isInView(update, pluginId)).map(toNotice);
  return notices.filter(({ id }) => !dismissed.includes(id));
}

/** Modules for `app` are on every page. */
function isInView(
  { pluginIds }: PluginUpdate,
  pluginId: string | undefined,
): boolean {
  return pluginIds.some((id) => id === "app" || id === pluginId);
}

function toNotice(update: PluginUpdate): ReloadNotice {
  const { packageName, title, version, from } = update;
  const to = version === from ? "" : ` to ${version}`;
  return {
    id: `${packageName} ${version}`,
    text: `${title} was updated${to}. Reload to use it.`,
  };
}

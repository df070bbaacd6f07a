import { Notice } from "./Notice.tsx";

/** Said of every plugin of which backend code runs in the portal's own process. */
export function PrivilegeNotice({ action }: { readonly action?: string }) {
  return (
    <Notice tone="warning" title="Runs with the portal’s full privileges">
      <p>
        Its backend code runs in the portal’s own process: it can read every
        secret and every table, and reach whatever the portal reaches.{" "}
        {action ?? "Trust its publisher as you trust the portal."}
      </p>
    </Notice>
  );
}

import { useApi } from "@backstage/frontend-plugin-api";
import { ButtonLink } from "@backstage/ui";
import type { ManagedPlugin } from "@flyloft/management";
import { useSyncExternalStore } from "react";
import { portalApiRef } from "../../shell/portalApi.ts";

/** Leads to the page that a plugin brought, once this browser has it. */
export function OpenPageLink({ plugin }: { readonly plugin: ManagedPlugin }) {
  const { status } = useApi(portalApiRef);
  const { pages } = useSyncExternalStore(status.subscribe, status.snapshot);
  const page = pages.find(({ pluginId }) => pluginId === plugin.pluginId);
  if (!page) return null;
  return (
    <ButtonLink href={page.path} variant="primary" size="small">
      Open its page
    </ButtonLink>
  );
}

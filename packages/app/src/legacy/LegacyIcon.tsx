import { iconsApiRef, useApi } from "@backstage/frontend-plugin-api";
import ExtensionIcon from "@material-ui/icons/Extension";

export interface LegacyIconProps {
  /** The name of an app icon, as old plugins' menu items give it. */
  readonly name: string | undefined;
}

/** An app icon by name, and a neutral one where the app has none of that name. */
export function LegacyIcon({ name }: LegacyIconProps) {
  const icons = useApi(iconsApiRef);
  const icon = name ? icons.icon(name) : undefined;
  return <>{icon ?? <ExtensionIcon fontSize="inherit" />}</>;
}

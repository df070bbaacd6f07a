import { useEffect, useState } from "react";
import { appThemeApiRef, useApi } from "@backstage/frontend-plugin-api";
import { ButtonIcon, Menu, MenuItem, MenuTrigger } from "@backstage/ui";
import { ThemeIcon } from "./ThemeIcon.tsx";

/** Stands for "as the system has it"; no theme has this id. */
const AUTO = "auto";

export function ThemeMenu() {
  const themeApi = useApi(appThemeApiRef);
  const [active, setActive] = useState(themeApi.getActiveThemeId());
  useEffect(() => {
    const subscription = themeApi.activeThemeId$().subscribe(setActive);
    return () => subscription.unsubscribe();
  }, [themeApi]);
  const themes = themeApi.getInstalledThemes();
  return (
    <MenuTrigger>
      <ButtonIcon variant="tertiary" aria-label="Theme" icon={<ThemeIcon />} />
      <Menu
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[active ?? AUTO]}
        onSelectionChange={(keys) => {
          const [key] = [...keys];
          themeApi.setActiveThemeId(
            key === AUTO || key === undefined ? undefined : String(key),
          );
        }}
      >
        {themes.map((theme) => (
          <MenuItem key={theme.id} id={theme.id}>
            {theme.title}
          </MenuItem>
        ))}
        <MenuItem id={AUTO}>Like the system</MenuItem>
      </Menu>
    </MenuTrigger>
  );
}

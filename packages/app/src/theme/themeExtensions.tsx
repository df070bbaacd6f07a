import { UnifiedThemeProvider } from "@backstage/theme";
import { ThemeBlueprint } from "@backstage/plugin-app-react";
import DarkIcon from "@material-ui/icons/Brightness2";
import LightIcon from "@material-ui/icons/WbSunny";
import { createPortalTheme } from "./createPortalTheme.ts";

/** The light and the dark theme, in place of the app plugin's. Which one starts follows the browser's preference. */
export const themeExtensions = [
  createThemeExtension("light", "Light", <LightIcon />),
  createThemeExtension("dark", "Dark", <DarkIcon />),
];

function createThemeExtension(
  mode: "light" | "dark",
  title: string,
  icon: JSX.Element,
) {
  const theme = createPortalTheme(mode);
  return ThemeBlueprint.make({
    name: mode,
    params: {
      theme: {
        id: mode,
        title,
        variant: mode,
        icon,
        Provider: ({ children }) => (
          <UnifiedThemeProvider theme={theme} themeName="flyloft">
            {children}
          </UnifiedThemeProvider>
        ),
      },
    },
  });
}

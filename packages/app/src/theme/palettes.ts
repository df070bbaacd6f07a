import { palettes as backstage } from "@backstage/theme";

/**
 * The portal's colours for Material UI. `theme.css` has the same ones for everything else; text on its background
 * keeps a contrast of at least 4.5:1 in both.
 */
export const palettes = {
  light: {
    ...backstage.light,
    primary: { main: "#4a3fd1" },
    secondary: { main: "#b45309" },
    background: { default: "#f7f7fb", paper: "#ffffff" },
    text: { primary: "#1b1a2e", secondary: "#5c5a75" },
    divider: "#e5e4ef",
    border: "#e5e4ef",
    chip: "#edecf4",
    textSubtle: "#5c5a75",
    textContrast: "#1b1a2e",
    textVerySubtle: "#c9c7da",
    link: "#4a3fd1",
    linkHover: "#342aa8",
    status: {
      ok: "#15803d",
      warning: "#b45309",
      error: "#c4283c",
      running: "#4a3fd1",
      pending: "#d99a1c",
      aborted: "#77758f",
    },
    tabbar: { indicator: "#4a3fd1" },
    navigation: navigation("#17152b"),
  },
  dark: {
    ...backstage.dark,
    primary: { main: "#a9a3ff", dark: "#8b83ff" },
    secondary: { main: "#f6b44b" },
    background: { default: "#100f1c", paper: "#1a1929" },
    text: { primary: "#edecf7", secondary: "#a9a7c2" },
    divider: "#2d2b42",
    border: "#2d2b42",
    chip: "#29273d",
    textSubtle: "#a9a7c2",
    textContrast: "#edecf7",
    textVerySubtle: "#4b4964",
    link: "#b5b0ff",
    linkHover: "#d3d0ff",
    status: {
      ok: "#5fd08a",
      warning: "#f6b44b",
      error: "#ff7c8a",
      running: "#a9a3ff",
      pending: "#f6d34b",
      aborted: "#8e8ca8",
    },
    errorBackground: "#3a1a26",
    errorText: "#ff9aa5",
    warningBackground: "#3a2c12",
    warningText: "#f8d28f",
    infoBackground: "#232046",
    infoText: "#cfccff",
    tabbar: { indicator: "#a9a3ff" },
    navigation: navigation("#0b0a15"),
  },
};

function navigation(background: string) {
  return {
    background,
    indicator: "#f6b44b",
    color: "#bdbad3",
    selectedColor: "#ffffff",
    navItem: { hoverBackground: "#29274a" },
    submenu: { background: "#201e3a" },
  };
}

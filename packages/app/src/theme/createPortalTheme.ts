import {
  createUnifiedTheme,
  genPageTheme,
  type UnifiedTheme,
} from "@backstage/theme";
import { palettes } from "./palettes.ts";
import { tableStyles } from "./tableStyles.ts";

const FONT =
  'Inter, "Inter Variable", ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

const KINDS = [
  "home",
  "documentation",
  "tool",
  "service",
  "website",
  "library",
  "other",
  "app",
  "apis",
  "card",
];

/** The look of Material UI components, for plugins made with version 4 and those made with version 5. */
export function createPortalTheme(mode: "light" | "dark"): UnifiedTheme {
  return createUnifiedTheme({
    palette: palettes[mode],
    typography: typography(),
    defaultPageTheme: "home",
    pageTheme: flatPageThemes(mode),
    components: componentStyles(mode),
  });
}

/** Flat surfaces with borders instead of shadows, and rounded corners throughout. */
function componentStyles(mode: "light" | "dark") {
  const palette = palettes[mode];
  const { border } = palette;
  return {
    ...headerStyles(mode),
    MuiPaper: {
      styleOverrides: {
        root: { backgroundImage: "none" },
        rounded: { borderRadius: 14 },
        elevation1: { boxShadow: "none", border: `1px solid ${border}` },
        elevation2: { boxShadow: "none", border: `1px solid ${border}` },
      },
    },
    MuiButton: {
      styleOverrides: {
        root: {
          borderRadius: 10,
          textTransform: "none" as const,
          fontWeight: 600,
        },
        contained: { boxShadow: "none" },
      },
    },
    ...tableStyles(palette),
    ...pickerStyles(),
    BackstageSelectInputBase: {
      styleOverrides: {
        input: { border: `1px solid ${border}`, borderRadius: 10 },
      },
    },
    MuiChip: {
      styleOverrides: {
        root: {
          marginRight: 8,
          marginBottom: 8,
          borderRadius: 8,
          backgroundColor: palette.chip,
          color: palette.text.primary,
        },
      },
    },
    MuiCardContent: {
      styleOverrides: {
        root: { padding: 20, "&:last-child": { paddingBottom: 20 } },
      },
    },
    MuiToggleButton: {
      styleOverrides: {
        root: {
          color: palette.text.secondary,
          textTransform: "none" as const,
          "&.Mui-selected": { color: palette.text.primary },
        },
      },
    },
    MuiOutlinedInput: { styleOverrides: { root: { borderRadius: 10 } } },
  };
}

/** The catalog's list of "Owned" and "Starred": its column is narrow, and one frame is enough. */
function pickerStyles() {
  return {
    CatalogReactUserListPicker: {
      styleOverrides: {
        root: { backgroundColor: "transparent", border: 0, borderRadius: 0 },
        title: { margin: "8px 0 0" },
        groupWrapper: { margin: "8px 0 16px" },
        listIcon: { minWidth: 28 },
        menuItem: {
          paddingLeft: 12,
          "& .MuiListItemText-primary": { fontSize: 14 },
        },
      },
    },
  };
}

/** Backstage's page headers, as quiet as the pages below them. */
function headerStyles(mode: "light" | "dark") {
  const { border, background, text } = palettes[mode];
  return {
    BackstageHeader: {
      styleOverrides: {
        header: {
          padding: "24px 24px 20px",
          boxShadow: "none",
          borderBottom: `1px solid ${border}`,
          backgroundImage: "none",
          backgroundColor: background.paper,
        },
        title: {
          color: text.primary,
          fontSize: "1.5rem",
          fontWeight: 680,
          letterSpacing: "-0.02em",
        },
        subtitle: { color: text.secondary },
        type: { color: text.secondary },
        breadcrumb: { color: text.secondary },
      },
    },
    BackstageHeaderLabel: {
      styleOverrides: {
        label: { color: text.secondary },
        value: { color: text.primary },
      },
    },
  };
}

/** A step smaller than Backstage's: titles lead, they don't shout. */
function typography() {
  const heading = (fontSize: number, marginBottom: number) => ({
    fontFamily: FONT,
    fontSize,
    fontWeight: 680,
    letterSpacing: "-0.015em",
    marginBottom,
  });
  return {
    htmlFontSize: 16,
    fontFamily: FONT,
    h1: heading(36, 10),
    h2: heading(28, 8),
    h3: heading(24, 6),
    h4: heading(21, 6),
    h5: heading(18, 4),
    h6: heading(16, 2),
  };
}

/** Page headers carry no pictures: the content is what people come for. */
function flatPageThemes(mode: "light" | "dark") {
  const { paper } = palettes[mode].background;
  const options = { fontColor: palettes[mode].text.primary };
  const theme = genPageTheme({ colors: [paper], shape: "none", options });
  return Object.fromEntries(KINDS.map((kind) => [kind, theme]));
}

import {
  createUnifiedTheme,
  genPageTheme,
  type UnifiedTheme,
} from "@backstage/theme";
import { palettes } from "./palettes.ts";

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
    CatalogReactUserListPicker: {
      styleOverrides: {
        root: { backgroundColor: palette.background.paper },
        groupWrapper: { margin: 8 },
      },
    },
    BackstageTableHeader: {
      styleOverrides: {
        header: {
          borderTop: `1px solid ${border}`,
          borderBottom: `1px solid ${border}`,
          color: palette.text.secondary,
          fontSize: 12,
          letterSpacing: "0.04em",
        },
      },
    },
    BackstageSelectInputBase: {
      styleOverrides: {
        input: { border: `1px solid ${border}`, borderRadius: 10 },
      },
    },
    MuiChip: { styleOverrides: { root: { borderRadius: 8 } } },
    MuiOutlinedInput: { styleOverrides: { root: { borderRadius: 10 } } },
    MuiTableCell: {
      styleOverrides: { root: { borderBottomColor: border } },
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

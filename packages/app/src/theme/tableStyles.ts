interface TablePalette {
  readonly border: string;
  readonly text: { readonly secondary: string };
}

/** Quiet tables: no stripes, texts below their headings, and nothing that paints over the card's corners. */
export function tableStyles({ border, text }: TablePalette) {
  const cellPadding = "10px 12px 10px 20px";
  return {
    BackstageTableHeader: {
      styleOverrides: {
        header: {
          padding: cellPadding,
          borderTop: `1px solid ${border}`,
          borderBottom: `1px solid ${border}`,
          color: text.secondary,
          fontSize: 12,
          letterSpacing: "0.04em",
        },
      },
    },
    BackstageTableToolbar: {
      styleOverrides: {
        root: { flexWrap: "wrap" as const, padding: "16px 12px 16px 20px" },
        // Where both don't fit into one line, the search goes below the title.
        title: { flexShrink: 0, maxWidth: "100%" },
      },
    },
    PluginCatalogTableToolbar: {
      styleOverrides: {
        root: { flexWrap: "wrap" as const },
        text: { flexShrink: 0, maxWidth: "100%" },
      },
    },
    MuiTableRow: {
      styleOverrides: { hover: { "&:hover": { cursor: "pointer" } } },
    },
    MuiTableCell: {
      styleOverrides: {
        root: { borderBottomColor: border },
        body: {
          height: 48,
          // Tags stay on one line, so that rows are of one height.
          "&:has(.MuiChip-root)": { whiteSpace: "nowrap" as const },
          "& .MuiChip-root": { marginBottom: 0 },
        },
        sizeSmall: { padding: cellPadding },
        footer: { borderBottom: 0 },
      },
    },
    MuiTablePagination: { styleOverrides: { root: { borderBottom: 0 } } },
  };
}

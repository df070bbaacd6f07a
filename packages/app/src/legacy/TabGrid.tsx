import { Content } from "@backstage/core-components";
import { useEntity } from "@backstage/plugin-catalog-react";
import type { LegacyProps } from "@flyloft/plugin-core";
import Box from "@mui/material/Box";
import type { ReactNode } from "react";
import type { EntityFilter } from "./createEntityFilter.ts";

export interface TabGridProps {
  readonly items: readonly {
    readonly id: string;
    readonly element: ReactNode;
    readonly filter: EntityFilter | undefined;
    readonly layout: LegacyProps;
  }[];
}

/** What plugins put into a tab, in twelve columns. */
export function TabGrid({ items }: TabGridProps) {
  const { entity } = useEntity();
  const shown = items.filter(({ filter }) => filter?.(entity) ?? true);
  return (
    <Content>
      <Box
        sx={{
          display: "grid",
          gridTemplateColumns: "repeat(12, minmax(0, 1fr))",
          gap: 3,
        }}
      >
        {shown.map(({ id, element, layout }) => (
          <Box key={id} sx={layout}>
            {element}
          </Box>
        ))}
      </Box>
    </Content>
  );
}

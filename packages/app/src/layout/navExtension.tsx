import { NavContentBlueprint } from "@backstage/plugin-app-react";
import { Sidebar } from "./Sidebar.tsx";

/** The sidebar, filled with the pages of all plugins that have a title and an icon. */
export const navExtension = NavContentBlueprint.make({
  params: {
    component: ({ navItems }) => <Sidebar items={navItems.clone().rest()} />,
  },
});

import { icons as components } from "backstage-default-icons";

/** Takes the place of plugin-app's own, which are components: its icon API takes elements, and warns of others. */
export const icons: Readonly<Record<string, JSX.Element>> = Object.fromEntries(
  Object.entries(components).map(([name, Icon]) => [
    name,
    <Icon key={name} fontSize="inherit" />,
  ]),
);

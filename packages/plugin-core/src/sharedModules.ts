/** A module that the shell gives to remotes. */
export interface SharedModule {
  /** The import specifier, e.g. `react/jsx-runtime`. */
  readonly name: string;
  /**
   * Eager modules are part of the shell's first chunk and are never loaded from a remote: a second copy would break
   * hooks, routing or themes. The others are loaded when a remote first asks.
   */
  readonly eager: boolean;
}

const eager = (name: string): SharedModule => ({ name, eager: true });
const lazy = (name: string): SharedModule => ({ name, eager: false });

/** What the shell shares with federated remotes, held against the shell's own imports by a test. */
export const SHARED_MODULES: readonly SharedModule[] = [
  eager("react"),
  eager("react/jsx-runtime"),
  eager("react-dom"),
  eager("react-dom/client"),
  eager("react-router"),
  eager("react-router-dom"),
  eager("@material-ui/core/styles"),
  eager("@material-ui/styles"),
  // Without these, Material UI 5 parts of a remote have a theme of their own, light in a dark portal.
  eager("@emotion/react"),
  eager("@mui/material/styles"),
  eager("@backstage/frontend-plugin-api"),
  eager("@backstage/core-plugin-api"),
  eager("@backstage/version-bridge"),
  eager("@backstage/errors"),
  lazy("@backstage/core-components"),
  lazy("@backstage/plugin-catalog-react"),
  lazy("@backstage/plugin-catalog-react/alpha"),
  lazy("@backstage/plugin-home-react/alpha"),
  lazy("@backstage/core-compat-api"),
  lazy("@backstage/theme"),
  lazy("@backstage/catalog-model"),
  lazy("@backstage/ui"),
];

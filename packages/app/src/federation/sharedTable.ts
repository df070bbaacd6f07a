import * as backstageCorePluginApi from "@backstage/core-plugin-api";
import * as backstageErrors from "@backstage/errors";
import * as backstageVersionBridge from "@backstage/version-bridge";
import * as emotionReact from "@emotion/react";
import * as muiCoreStyles from "@material-ui/core/styles";
import * as muiStyles from "@material-ui/styles";
import * as muiMaterialStyles from "@mui/material/styles";
import * as react from "react";
import * as reactDom from "react-dom";
import * as reactDomClient from "react-dom/client";
import * as reactJsxRuntime from "react/jsx-runtime";
import * as reactRouter from "react-router";
import * as reactRouterDom from "react-router-dom";
import { pluginApi } from "./pluginApi.ts";

/**
 * Modules that are part of the shell's first files. They are handed over as they are: where a remote could win with a
 * copy of its own, hooks, routing and themes would break.
 */
export const EAGER_MODULES: Readonly<Record<string, object>> = {
  react,
  "react/jsx-runtime": reactJsxRuntime,
  "react-dom": reactDom,
  "react-dom/client": reactDomClient,
  "react-router": reactRouter,
  "react-router-dom": reactRouterDom,
  "@material-ui/core/styles": muiCoreStyles,
  "@material-ui/styles": muiStyles,
  "@emotion/react": emotionReact,
  "@mui/material/styles": muiMaterialStyles,
  "@backstage/frontend-plugin-api": pluginApi,
  "@backstage/core-plugin-api": backstageCorePluginApi,
  "@backstage/version-bridge": backstageVersionBridge,
  "@backstage/errors": backstageErrors,
};

/** Modules that load when a remote first asks for them. */
export const LAZY_MODULES: Readonly<Record<string, () => Promise<object>>> = {
  "@backstage/core-components": () => import("@backstage/core-components"),
  "@backstage/plugin-catalog-react": () =>
    import("@backstage/plugin-catalog-react"),
  "@backstage/plugin-catalog-react/alpha": () =>
    import("@backstage/plugin-catalog-react/alpha"),
  "@backstage/plugin-home-react/alpha": () =>
    import("@backstage/plugin-home-react/alpha"),
  "@backstage/core-compat-api": () => import("@backstage/core-compat-api"),
  "@backstage/theme": () => import("@backstage/theme"),
  "@backstage/catalog-model": () => import("@backstage/catalog-model"),
  "@backstage/ui": () => import("@backstage/ui"),
};

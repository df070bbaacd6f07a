declare module "*.module.css" {
  const classes: Readonly<Record<string, string>>;
  export default classes;
}
declare module "*.css";

/** Versions of the shared modules, by import specifier; written into the code by the build. */
declare const __SHARED_VERSIONS__: Readonly<Record<string, string>>;

/** Modules inside Backstage's packages that `substitutes/` loads later than Backstage does; named by the build. */
declare module "backstage-markdown-content" {
  export { MarkdownContent } from "@backstage/core-components";
}
declare module "backstage-toast-container" {
  import type { ComponentType } from "react";
  export const ToastContainer: ComponentType<{
    readonly queue: {
      readonly visibleToasts: readonly object[];
      readonly subscribe: (listener: () => void) => () => void;
    };
  }>;
}
declare module "backstage-default-icons" {
  import type { ComponentType } from "react";
  export const icons: Readonly<
    Record<string, ComponentType<{ readonly fontSize: "inherit" }>>
  >;
}
declare module "backstage-catalog-model-ajv" {
  export interface Validate {
    (data: unknown): boolean;
    errors?: object[] | null;
  }
  export function compileAjvSchema(schema: object, options?: object): Validate;
  export function throwAjvError(errors?: object[] | null): never;
}

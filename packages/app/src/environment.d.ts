declare module "*.module.css" {
  const classes: Readonly<Record<string, string>>;
  export default classes;
}
declare module "*.css";

/** Versions of the shared modules, by import specifier; written into the code by the build. */
declare const __SHARED_VERSIONS__: Readonly<Record<string, string>>;

/** In the folder of a link: the configuration schema of a package and of all that it needs. */
export const SCHEMA_FILE = "config-schema.json";

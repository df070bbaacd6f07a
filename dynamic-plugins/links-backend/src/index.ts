export { linksPlugin as default } from "./linksPlugin.ts";

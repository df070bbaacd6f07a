export { examplePlugin as default } from "./examplePlugin.ts";

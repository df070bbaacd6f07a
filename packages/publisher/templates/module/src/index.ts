export { exampleModule as default } from "./exampleModule.ts";

import { createBackendModule } from "@backstage/backend-plugin-api";
import { catalogProcessingExtensionPoint } from "@backstage/plugin-catalog-node";
import { ExampleProcessor } from "./ExampleProcessor.ts";

/** Adds a processor to the catalog. */
export const exampleModule = createBackendModule({
  pluginId: "catalog",
  moduleId: "example",
  register(env) {
    env.registerInit({
      deps: { catalog: catalogProcessingExtensionPoint },
      async init({ catalog }) {
        catalog.addProcessor(new ExampleProcessor());
      },
    });
  },
});

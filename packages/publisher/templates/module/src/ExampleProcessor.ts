import type { Entity } from "@backstage/catalog-model";
import type { CatalogProcessor } from "@backstage/plugin-catalog-node";

/** Tags every component that has an owner. */
export class ExampleProcessor implements CatalogProcessor {
  getProcessorName(): string {
    return "ExampleProcessor";
  }

  async preProcessEntity(entity: Entity): Promise<Entity> {
    const { kind, spec, metadata } = entity;
    if (kind !== "Component" || spec?.["owner"] === undefined) return entity;
    const tags = [...new Set([...(metadata.tags ?? []), "example"])];
    return { ...entity, metadata: { ...metadata, tags } };
  }
}

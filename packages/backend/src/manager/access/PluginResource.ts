import {
  type PluginCategory,
  type PluginReport,
  type SourceKind,
  parseReference,
} from "@flyloft/plugin-core";

/** What policies decide about: a plugin that is here, or one that somebody wants to bring. */
export interface PluginResource {
  /** The package's name. While that isn't known, the reference without version: `oci://registry.acme.example/plugins`. */
  readonly name: string;
  /** Undefined where neither a report nor the reference tells. */
  readonly source: SourceKind | undefined;
  /** Host of an OCI registry or a URL, scope of an npm package. */
  readonly registry: string | undefined;
  readonly category: PluginCategory | undefined;
}

export function resourceOf(report: PluginReport): PluginResource {
  const { name, source, reference, profile } = report;
  const { registry } = resourceOfReference(reference);
  return { name, source, registry, category: profile?.category };
}

/** Of a `package:` value, or of a bare name. */
export function resourceOfReference(text: string): PluginResource {
  const reference = parseReference(text);
  const base = { name: text, source: reference?.kind, category: undefined };
  switch (reference?.kind) {
    case "npm":
      return {
        ...base,
        name: reference.name,
        registry: scopeOf(reference.name),
      };
    case "oci": {
      const { registry, repository } = reference;
      return { ...base, name: `oci://${registry}/${repository}`, registry };
    }
    case "url":
      return { ...base, registry: new URL(reference.url).host };
    default:
      return { ...base, registry: undefined };
  }
}

function scopeOf(name: string): string | undefined {
  return name.startsWith("@") ? name.split("/", 1)[0] : undefined;
}

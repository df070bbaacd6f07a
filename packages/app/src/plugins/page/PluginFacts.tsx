import type { ManagedPlugin } from "@flyloft/management";
import type { ReactNode } from "react";
import { Facts } from "../../management/Facts.tsx";
import { SafeLink } from "../../management/SafeLink.tsx";
import { CopyDigest } from "../CopyDigest.tsx";
import { describeIsolation, describeProcess } from "../describeProcess.ts";
import { SOURCES } from "../filterViews.ts";
import { SignerFacts } from "./SignerFacts.tsx";

/** Where a plugin came from and what it is made of. */
export function PluginFacts({ plugin }: { readonly plugin: ManagedPlugin }) {
  const { isolation, process, digest, homepage, signer } = plugin;
  const facts: readonly (readonly [string, ReactNode])[] = [
    ["Package", <code key="name">{plugin.name}</code>],
    ["Plugin id", plugin.pluginId && <code key="id">{plugin.pluginId}</code>],
    ["Author", plugin.author],
    ["License", plugin.license],
    [
      "Homepage",
      homepage && (
        <SafeLink key="homepage" href={homepage}>
          {homepage.replace(/^https:\/\/(www\.)?/, "").replace(/\/$/, "")}
        </SafeLink>
      ),
    ],
    ["Category", plugin.category],
    ["Source", SOURCES[plugin.source]],
    ["Reference", <code key="reference">{plugin.reference}</code>],
    ["Digest", digest && <CopyDigest key="digest" digest={digest} />],
    ["Signed by", signer && <SignerFacts key="signer" signer={signer} />],
    ["Parts", partsOf(plugin)],
    ["Asked for by", originOf(plugin)],
    ["Runs", isolation && describeIsolation(isolation)],
    ["Process", process && describeProcess(process)],
  ];
  return <Facts facts={facts} />;
}

function partsOf({ parts }: ManagedPlugin): string {
  const names = [parts.backend && "Backend", parts.frontend && "Frontend"];
  return names.filter(Boolean).join(" + ") || "–";
}

function originOf({ origin, isBuiltIn }: ManagedPlugin): string {
  const { kind, place, isLocked, isChanged } = origin;
  if (kind === "administrator") return "An administrator";
  const line = place?.line === undefined ? "" : `:${place.line}`;
  const file = place ? place.file + line : undefined;
  const source =
    file ?? (isBuiltIn ? "The portal itself" : "The configuration");
  if (isLocked) return `${source}, locked`;
  return isChanged ? `${source}, changed by an administrator` : source;
}

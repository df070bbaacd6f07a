import { OCI_TYPES } from "./ociTypes.ts";
import type { OciLayer } from "../../resolve/ResolvedPlugin.ts";
import type { Descriptor } from "./parseManifest.ts";
import { RegistryFailure } from "./RegistryFailure.ts";

const TITLE = "org.opencontainers.image.title";
const UNPACK = "io.deis.oras.content.unpack";
const ARCHIVE_TYPE = /[./+](?:tar|tgz)(?:$|[.+])/;

/**
 * The layers that carry files. A layer keeps its title only where it *is* the file of that name: ORAS gives folders a
 * title too, but packs them, says so with an annotation and puts the folder's name into the archive's paths. (The
 * media type doesn't tell: ORAS pushes plain files as `…layer.v1.tar` where nothing else is asked for.)
 */
export function toLayers(descriptors: readonly Descriptor[]): OciLayer[] {
  const layers = descriptors
    .filter(({ mediaType }) => mediaType !== OCI_TYPES.empty)
    .map(({ digest, size, mediaType, annotations }) => {
      const isPacked = annotations[UNPACK] === "true";
      const title = isPacked ? undefined : annotations[TITLE];
      if (title === undefined && !isPacked && !ARCHIVE_TYPE.test(mediaType)) {
        throw new RegistryFailure(
          "unsupported",
          `the artifact has a layer of type ${mediaType}, which is neither an archive nor a file with a title`,
        );
      }
      return { digest, size, mediaType, title };
    });
  if (layers.length > 0) return layers;
  throw new RegistryFailure("unsupported", "the artifact has no layers");
}

/** Whether a layer is unpacked, rather than put in place under its title. */
export function isArchiveLayer({ title }: OciLayer): boolean {
  return title === undefined || /\.(?:tgz|tar|tar\.gz|tar\.zst)$/i.test(title);
}

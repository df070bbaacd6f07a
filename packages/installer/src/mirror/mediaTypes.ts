/** Annotation by which a mirror's index and what it says of its contents are known: tools keep it on their way. */
export const ROLE = "io.flyloft.mirror";
export const INDEX_ROLE = "index-v1";
export const CONTENTS_ROLE = "contents";
/** The artifact in it that holds what came from no OCI registry, and says what everything is. */
export const CONTENTS_TYPE = "application/vnd.flyloft.mirror.contents.v1";
export const CONTENTS_LAYER = `${CONTENTS_TYPE}+json`;
/** What a registry said of a version. */
export const RELEASE_LAYER = "application/vnd.flyloft.mirror.release.v1+json";
/** A package's bytes as its registry or web server has them. */
export const ARCHIVE_LAYER = "application/vnd.flyloft.mirror.archive.v1";

export const TITLE = "org.opencontainers.image.title";
export const REF_NAME = "org.opencontainers.image.ref.name";

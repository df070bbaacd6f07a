/** The package that somebody is said to have signed. */
export interface SignedSubject {
  readonly name: string;
  readonly version: string;
  /** SRI of the tarball that the bytes are held to. */
  readonly integrity: string;
}

/** As npm writes it into provenance: https://github.com/package-url/purl-spec */
export function toPurl({ name, version }: SignedSubject): string {
  const escaped = name.replace(/^@/, "%40");
  return `pkg:npm/${escaped}@${version}`;
}

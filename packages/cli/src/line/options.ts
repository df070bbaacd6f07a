import { SCOPES } from "@flyloft/plugin-core";

/** What can be completed where a value stands. */
export type Completes =
  | "file"
  | "plugin"
  | "enabled-plugin"
  | "disabled-plugin"
  | "plugin-or-file"
  | "setting"
  | "scope"
  | "generation";

export interface OptionSpec {
  readonly summary: string;
  /** One letter. */
  readonly short?: string;
  /** What stands for the value in help; a flag where left out. */
  readonly value?: string;
  readonly multiple?: true;
  /** The only values there are. */
  readonly choices?: readonly string[];
  /** Values worth offering, among others. */
  readonly suggestions?: readonly string[];
  readonly completes?: Completes;
}

/** Every option. A name means the same with each command that takes it. */
export const OPTIONS = {
  access: {
    value: "who",
    choices: ["public", "restricted"],
    summary: "who may read a scoped package",
  },
  all: { summary: "every plugin of which a newer version runs here" },
  before: {
    value: "number",
    summary: "put the plugin back to before this entry of its history",
  },
  catalog: { value: "id", summary: "only this catalog" },
  category: {
    value: "name",
    choices: ["UI", "Model", "Data", "Integration", "Utility"],
    summary: "only this category",
  },
  config: {
    short: "c",
    value: "file",
    multiple: true,
    completes: "file",
    summary:
      "configuration file; may be given several times, later ones override earlier ones (default: app-config.yaml and, if it is there, app-config.local.yaml)",
  },
  disabled: { summary: "install it without activating it" },
  "dry-run": {
    short: "n",
    summary: "show what would be done, and change nothing",
  },
  file: {
    value: "archive",
    completes: "file",
    summary: "the new version is in this .zip or .tgz",
  },
  form: {
    value: "form",
    multiple: true,
    choices: ["simple", "bundle"],
    summary:
      "cosign's older form, under a tag, or its newer one, a bundle that refers to the artifact; may be given several times (default: both)",
  },
  format: {
    value: "kind",
    multiple: true,
    choices: ["npm", "zip", "oci"],
    summary:
      "what to pack: a tarball, a zip, an OCI layout; may be given several times (default: npm)",
  },
  from: {
    value: "mirror",
    completes: "file",
    summary:
      "bring this mirror there as it is, instead of what the lockfile names",
  },
  frozen: {
    summary:
      "install only what plugins.lock.yaml names, byte for byte: for production",
  },
  "fulcio-url": {
    value: "address",
    summary:
      "of the authority that certifies who signs (default: Sigstore's public one)",
  },
  grant: {
    value: "scope",
    multiple: true,
    suggestions: SCOPES,
    summary: "allow an optional permission; may be given several times",
  },
  help: { short: "h", summary: "show this" },
  identity: {
    value: "pattern",
    summary:
      "the workflow or address that signed, as in its certificate; * for any characters",
  },
  isolation: {
    value: "tier",
    choices: ["none", "process", "sandbox"],
    summary: "where its backend runs",
  },
  issuer: {
    value: "address",
    summary: "who vouches for who signed, as in the certificate",
  },
  json: { summary: "print JSON instead of text" },
  key: {
    value: "file",
    completes: "file",
    summary:
      "the key: the private one to sign with (or env://VARIABLE), the public one to verify with",
  },
  limit: { value: "number", summary: "how many at most" },
  "mount-from": {
    value: "repository",
    summary: "a repository of the same registry that may have some of it",
  },
  "no-color": { summary: "no colours, as with the variable NO_COLOR" },
  out: {
    value: "folder",
    completes: "file",
    summary: "where the archives go (default: here)",
  },
  "plain-http": {
    summary: "speak to the registry without TLS; loopback needs no word",
  },
  port: {
    short: "p",
    value: "number",
    summary: "listen there instead of where backend.listen says",
  },
  portal: {
    value: "file",
    completes: "file",
    summary:
      "inside the portal of this machine that runs with this configuration file",
  },
  "rekor-url": {
    value: "address",
    summary:
      "of the log of signatures (default: Sigstore's public one; with --key, none)",
  },
  repository: {
    value: "pattern",
    summary:
      "the sources that were built, as in the certificate; * for any characters",
  },
  schema: { summary: "show what can be set instead" },
  set: {
    value: "key=value",
    multiple: true,
    summary: "a setting, as with flyloft settings; may be given several times",
  },
  settings: {
    value: "file",
    completes: "file",
    summary: "settings from a YAML or JSON file",
  },
  "sign-key": {
    value: "file",
    completes: "file",
    summary: "sign it with this private key before any tag leads to it",
  },
  "signed-as": {
    value: "pattern",
    summary:
      "host/repository that the signature names, where the artifact is a copy under another name",
  },
  state: {
    value: "state",
    choices: ["active", "disabled", "failed", "restarting", "starting"],
    summary: "only plugins in this state",
  },
  tag: {
    value: "name",
    multiple: true,
    summary: "a movable name for it; with push may be given several times",
  },
  template: {
    value: "kind",
    choices: ["backend", "frontend", "both", "module"],
    summary: "what to begin with (default: both)",
  },
  "token-file": {
    value: "file",
    completes: "file",
    summary:
      "file that holds the token for --url (default: the variable FLYLOFT_TOKEN)",
  },
  "trusted-root": {
    value: "file",
    completes: "file",
    summary:
      "certificates and logs to hold signatures against, as Sigstore's trusted_root.json (default: its public ones)",
  },
  updates: { summary: "only plugins with an update or a deprecation" },
  url: {
    value: "address",
    summary:
      "a portal elsewhere, e.g. https://portal.acme.example (default: the one that runs with the configuration files here)",
  },
  with: {
    value: "package",
    multiple: true,
    suggestions: ["family"],
    summary:
      "together with this package, or with its family; may be given several times",
  },
  yes: { short: "y", summary: "don't ask" },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export type OptionName = keyof typeof OPTIONS;

/** What was given. */
export type OptionValues = {
  readonly [Name in OptionName]?:
    | ((typeof OPTIONS)[Name] extends { readonly multiple: true }
        ? readonly string[]
        : (typeof OPTIONS)[Name] extends { readonly value: string }
          ? string
          : boolean)
    | undefined;
};

/** The option as its interface says it, without the literal types. */
export function optionSpec(name: OptionName): OptionSpec {
  return OPTIONS[name];
}

export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

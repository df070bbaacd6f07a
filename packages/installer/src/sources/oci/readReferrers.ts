import { OCI_TYPES } from "./ociTypes.ts";
import { NetworkFailure } from "../../network/NetworkFailure.ts";
import {
  type Descriptor,
  MAX_MANIFEST_BYTES,
  parseManifest,
} from "./parseManifest.ts";
import { readAnswer } from "./readAnswer.ts";
import { refuseWebPage } from "./refuseWebPage.ts";
import { type Connection, statusFailure } from "./RegistryConnection.ts";
import { RegistryFailure } from "./RegistryFailure.ts";
import { dump } from "./RegistryTransport.ts";

const MAX_PAGES = 16;
/** How registries answer that don't know the question. */
const UNASKABLE = new Set([400, 404, 405, 501]);
const ABSENT = new Set([404]);
const NEVER: ReadonlySet<number> = new Set();

interface Question {
  readonly repository: string;
  readonly digest: string;
  readonly signal: AbortSignal;
}

/**
 * What names a manifest as its `subject`: the registry's list; where it keeps none, that of the tag under which those who
 * pushed keep it. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers
 */
export async function readReferrers(
  connection: Connection,
  question: Question,
): Promise<readonly Descriptor[]> {
  const { digest } = question;
  const listed = await readPages(connection, question);
  if (listed) return listed;
  const target = `manifests/${referrersTag(digest)}`;
  const asked = { ...question, target, none: ABSENT };
  return (await readPage(connection, asked))?.found ?? [];
}

/** `sha256-<hex>`. */
export function referrersTag(digest: string): string {
  const [algorithm = "", encoded = ""] = digest.split(":");
  return `${algorithm.slice(0, 32)}-${encoded.slice(0, 64)}`;
}

async function readPages(
  connection: Connection,
  question: Question,
): Promise<readonly Descriptor[] | undefined> {
  const found: Descriptor[] = [];
  let target: string | URL | undefined = `referrers/${question.digest}`;
  for (let pages = 0; target && pages < MAX_PAGES; pages += 1) {
    const none = pages === 0 ? UNASKABLE : NEVER;
    const asked: PageQuestion = { ...question, target, none };
    const page: Page | undefined = await readPage(connection, asked);
    if (!page) return undefined;
    found.push(...page.found);
    target = page.next;
  }
  return found;
}

interface Page {
  readonly found: readonly Descriptor[];
  readonly next: URL | undefined;
}

interface PageQuestion extends Question {
  readonly target: string | URL;
  /** Status codes that say that there is no such list. */
  readonly none: ReadonlySet<number>;
}

/** Undefined where the registry has no such list. */
function readPage(
  connection: Connection,
  question: PageQuestion,
): Promise<Page | undefined> {
  return connection.retrying(question.signal, async (signal) => {
    const headers = { accept: OCI_TYPES.index };
    const { repository, target, none } = question;
    const asked = { repository, target, signal, headers };
    const answered = await connection.request(asked);
    const { answer, url } = answered;
    if (none.has(answer.statusCode)) {
      await dump(answer);
      return undefined;
    }
    if (answer.statusCode !== 200) throw await statusFailure(answered);
    refuseWebPage(answer, url);
    const content = await readAnswer(answer, url, MAX_MANIFEST_BYTES);
    const manifest = parseManifest(content, url.href);
    if (manifest.kind !== "index") {
      const message = `${url.href} is no list of what refers to ${question.digest}`;
      throw new RegistryFailure("unsupported", message);
    }
    return { found: manifest.manifests, next: nextPage(answer.headers, url) };
  });
}

/** https://www.rfc-editor.org/rfc/rfc8288 */
function nextPage(
  headers: Readonly<Record<string, unknown>>,
  url: URL,
): URL | undefined {
  const link = String(headers["link"] ?? "");
  const next = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(link)?.[1];
  if (next === undefined || !URL.canParse(next, url.href)) return undefined;
  const found = new URL(next, url.href);
  if (found.origin === url.origin) return found;
  // What another server says isn't the registry's word.
  const message = `${url.href} leads to ${found.origin} for the rest of its list`;
  throw new NetworkFailure("blocked", message);
}

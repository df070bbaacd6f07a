import { askAfresh } from "../askAfresh.ts";
import { type Portal, signInAsGuest } from "../startPortal.ts";

/** What the plugin tells of itself. */
export interface LedgerState {
  readonly version: string;
  readonly heading: string;
  readonly tokenLength?: number;
}

/** What a plugin's API answers in the generation that serves now; the status where that isn't 200. */
export async function askLedger(
  { url }: Portal,
  id: string,
): Promise<LedgerState | number | undefined> {
  const { status, body } = await askAfresh(`${url}/api/${id}/ledger`, {
    headers: await authorize(url),
  });
  return status === 200 ? (JSON.parse(body) as LedgerState) : status;
}

/** Adds a row to the plugin's table, through its API. */
export async function addEntry(
  { url }: Portal,
  id: string,
  text: string,
): Promise<void> {
  const { status, body } = await askAfresh(`${url}/api/${id}/entries`, {
    method: "POST",
    headers: {
      ...(await authorize(url)),
      "content-type": "application/json",
    },
    body: JSON.stringify({ text }),
  });
  if (status !== 201) throw new Error(`${id} answered ${status}: ${body}`);
}

async function authorize(url: string) {
  return { authorization: `Bearer ${await signInAsGuest(url)}` };
}

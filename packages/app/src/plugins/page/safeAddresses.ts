/** Where a publisher's text may lead: pages by https. Everything else, relative addresses too, becomes plain text. */
export function safeLink(href: string): string {
  return isHttps(href) ? href : "";
}

/** Pictures come by https, or are in the text itself. An SVG in the text is shown as a picture, its scripts don't run. */
export function safeImage(src: string): string {
  const isData = /^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(src);
  return isData || isHttps(src) ? src : "";
}

function isHttps(address: string): boolean {
  try {
    return new URL(address).protocol === "https:";
  } catch {
    return false;
  }
}

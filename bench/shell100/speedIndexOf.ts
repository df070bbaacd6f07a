import type { Browser } from "playwright-core";

export interface Frame {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** JPEG, base64. */
  readonly data: string;
}

/**
 * The area above the curve of visual progress, in milliseconds, from the histograms of the frames' colours as in
 * https://github.com/paulirish/speedline. `origin` is when the navigation began, in milliseconds since 1970.
 */
export async function speedIndexOf(
  browser: Browser,
  frames: readonly Frame[],
  origin: number,
): Promise<number> {
  const seen = frames.filter(({ at }) => at >= origin);
  const progress = await progressOf(
    browser,
    seen.map(({ data }) => data),
  );
  let index = 0;
  let last = origin;
  let done = 0;
  for (const [position, { at }] of seen.entries()) {
    index += (1 - done) * (at - last);
    last = at;
    done = progress[position] ?? 1;
  }
  return index;
}

/** How near each frame's histogram is to the last one's: 0 as the first, 1 as the last. */
async function progressOf(
  browser: Browser,
  images: readonly string[],
): Promise<readonly number[]> {
  const page = await browser.newPage();
  const histograms = await page.evaluate(async (pictures) => {
    const found: number[][] = [];
    for (const picture of pictures) {
      const image = new Image();
      image.src = `data:image/jpeg;base64,${picture}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext("2d");
      if (!context) throw new Error("This browser draws nothing.");
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      const histogram = Array.from({ length: 3 * 256 }, () => 0);
      for (const [index, value] of data.entries()) {
        const channel = index % 4;
        if (channel === 3) continue;
        const bin = channel * 256 + value;
        histogram[bin] = (histogram[bin] ?? 0) + 1;
      }
      found.push(histogram);
    }
    return found;
  }, images);
  await page.close();
  const first = histograms[0] ?? [];
  const last = histograms.at(-1) ?? [];
  const whole = distance(first, last);
  return histograms.map((histogram) =>
    whole === 0 ? 1 : Math.max(0, 1 - distance(histogram, last) / whole),
  );
}

function distance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => {
    return sum + Math.abs(value - (b[index] ?? 0));
  }, 0);
}

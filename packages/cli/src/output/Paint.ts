import { styleText } from "node:util";

type Stroke = (text: string) => string;

/** How words are told apart. Without colours each gives the text as it is. */
export interface Paint {
  readonly good: Stroke;
  readonly bad: Stroke;
  readonly warn: Stroke;
  readonly dim: Stroke;
  readonly strong: Stroke;
}

export interface PaintConditions {
  readonly isTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--no-color` */
  readonly isRefused: boolean;
}

/** Colours for a terminal, unless NO_COLOR (https://no-color.org) or `--no-color` says otherwise; FORCE_COLOR for others. */
export function createPaint(conditions: PaintConditions): Paint {
  const brush = (...format: Parameters<typeof styleText>[0][]): Stroke =>
    hasColour(conditions)
      ? (text) =>
          styleText(format.flat() as Parameters<typeof styleText>[0], text, {
            validateStream: false,
          })
      : (text) => text;
  return {
    good: brush("green"),
    bad: brush("red"),
    warn: brush("yellow"),
    dim: brush("dim"),
    strong: brush("bold"),
  };
}

function hasColour({ isTTY, env, isRefused }: PaintConditions): boolean {
  if (isRefused || env["NO_COLOR"]) return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTTY && env["TERM"] !== "dumb";
}

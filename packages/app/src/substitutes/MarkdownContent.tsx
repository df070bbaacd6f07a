import type { MarkdownContent as Original } from "@backstage/core-components";
import { type ComponentProps, lazy, Suspense } from "react";

const Loaded = lazy(async () => {
  const { MarkdownContent } = await import("backstage-markdown-content");
  return { default: MarkdownContent };
});

/**
 * Takes the place of core-components' own, which every error panel imports: the Markdown and HTML parsers (300 kB)
 * load when the first text is shown instead of before the first paint.
 */
export function MarkdownContent(props: ComponentProps<typeof Original>) {
  return (
    <Suspense fallback={null}>
      <Loaded {...props} />
    </Suspense>
  );
}

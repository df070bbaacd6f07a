import { type ComponentProps, lazy, Suspense } from "react";
import type { ToastContainer as Original } from "backstage-toast-container";

const Loaded = lazy(async () => {
  const { ToastContainer } = await import("backstage-toast-container");
  return { default: ToastContainer };
});

/**
 * Takes the place of plugin-app's own: its animation library (120 kB) loads after the first paint. Toasts that come
 * earlier wait in the queue.
 */
export function ToastContainer(props: ComponentProps<typeof Original>) {
  return (
    <Suspense fallback={null}>
      <Loaded {...props} />
    </Suspense>
  );
}

import {
  type ComponentProps,
  lazy,
  Suspense,
  useCallback,
  useSyncExternalStore,
} from "react";
import type { ToastContainer as Original } from "backstage-toast-container";

const Loaded = lazy(async () => {
  const { ToastContainer } = await import("backstage-toast-container");
  return { default: ToastContainer };
});

/**
 * Takes the place of plugin-app's own: its animation library (150 kB) loads with the first toast. Toasts wait in the
 * queue until then.
 */
export function ToastContainer(props: ComponentProps<typeof Original>) {
  const { queue } = props;
  const subscribe = useCallback(
    (listener: () => void) => queue.subscribe(listener),
    [queue],
  );
  const empty = useSyncExternalStore(
    subscribe,
    () => queue.visibleToasts.length === 0,
  );
  if (empty) return null;
  return (
    <Suspense fallback={null}>
      <Loaded {...props} />
    </Suspense>
  );
}

import type {
  FinalizedSpecializedApp,
  PreparedSpecializedApp,
} from "@backstage/frontend-app-api";
import {
  type ReactNode,
  Suspense,
  useEffect,
  useLayoutEffect,
  useMemo,
  useState,
} from "react";
import { keepPlace } from "../live/keepPlace.ts";

export interface PortalProps {
  /** The composition to show. Another object replaces the shown one as soon as it is ready. */
  readonly prepared: PreparedSpecializedApp;
  /** Counts compositions: each is another React tree, and state of the old one must not leak into it. */
  readonly count: number;
  /** What the portal is rendered into. */
  readonly container: HTMLElement;
  readonly onFinalized: (app: FinalizedSpecializedApp) => void;
}

interface Shown {
  readonly count: number;
  readonly element: ReactNode;
  /** Gives scroll position and focus back. */
  readonly restorePlace: () => void;
}

/**
 * Shows a composition. A new one signs in out of sight (its sign-in page knows who is there), while the old one stays
 * on the screen until then; the user stays at the same place.
 */
export function Portal(props: PortalProps) {
  const { prepared, count, container, onFinalized } = props;
  const [shown, setShown] = useState<Shown>();
  const bootstrap = useMemo(() => prepared.getBootstrapApp(), [prepared]);

  useEffect(
    () =>
      prepared.onFinalized((app) => {
        const restorePlace = keepPlace(container);
        setShown({ count, element: app.element, restorePlace });
        onFinalized(app);
      }),
    [prepared, count, container, onFinalized],
  );
  useLayoutEffect(() => shown?.restorePlace(), [shown]);

  return (
    <>
      {shown && <Suspense key={shown.count}>{shown.element}</Suspense>}
      {shown?.count !== count && (
        <div key={`sign-in-${count}`} hidden={shown !== undefined}>
          <Suspense>{bootstrap.element}</Suspense>
        </div>
      )}
    </>
  );
}

import type {
  FinalizedSpecializedApp,
  PreparedSpecializedApp,
} from "@backstage/frontend-app-api";
import { type ReactNode, Suspense, useEffect, useMemo, useState } from "react";

export interface PortalProps {
  /** The composition to show. Another object replaces the shown one as soon as it is ready. */
  readonly prepared: PreparedSpecializedApp;
  /** Counts compositions: each is another React tree, and state of the old one must not leak into it. */
  readonly count: number;
  readonly onFinalized: (app: FinalizedSpecializedApp) => void;
}

interface Shown {
  readonly count: number;
  readonly element: ReactNode;
}

/**
 * Shows a composition. A new one signs in out of sight (its sign-in page knows who is there), while the old one stays
 * on the screen until then.
 */
export function Portal({ prepared, count, onFinalized }: PortalProps) {
  const [shown, setShown] = useState<Shown>();
  const bootstrap = useMemo(() => prepared.getBootstrapApp(), [prepared]);

  useEffect(
    () =>
      prepared.onFinalized((app) => {
        setShown({ count, element: app.element });
        onFinalized(app);
      }),
    [prepared, count, onFinalized],
  );

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

import type {
  FinalizedSpecializedApp,
  PreparedSpecializedApp,
} from "@backstage/frontend-app-api";
import { Fragment, type ReactNode, useEffect, useState } from "react";

export interface PortalProps {
  /** The composition to show. Another object replaces the shown one as soon as it is ready. */
  readonly prepared: PreparedSpecializedApp;
  readonly onFinalized: (app: FinalizedSpecializedApp) => void;
}

interface Shown {
  readonly prepared: PreparedSpecializedApp;
  readonly element: ReactNode;
}

/**
 * Shows a composition. A new one signs in out of sight (its sign-in page knows who is there), while the old one stays
 * on the screen until then.
 */
export function Portal({ prepared, onFinalized }: PortalProps) {
  const [shown, setShown] = useState<Shown>();
  const [bootstrap, setBootstrap] = useState<Shown>();

  useEffect(() => {
    setBootstrap({ prepared, element: prepared.getBootstrapApp().element });
    return prepared.onFinalized((app) => {
      setShown({ prepared, element: app.element });
      onFinalized(app);
    });
  }, [prepared, onFinalized]);

  const pending =
    bootstrap?.prepared === shown?.prepared ? undefined : bootstrap;
  return (
    <>
      {shown && <Fragment key={keyOf(shown)}>{shown.element}</Fragment>}
      {pending && (
        <div key={keyOf(pending)} hidden={shown !== undefined}>
          {pending.element}
        </div>
      )}
    </>
  );
}

const keys = new WeakMap<PreparedSpecializedApp, string>();

/** A composition is another React tree: state of the old one must not leak into it. */
function keyOf({ prepared }: Shown): string {
  const key = keys.get(prepared) ?? crypto.randomUUID();
  keys.set(prepared, key);
  return key;
}

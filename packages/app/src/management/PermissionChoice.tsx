import type { PluginPermissions } from "@flyloft/management";
import { Checkbox } from "@backstage/ui";
import { Badge } from "./Badge.tsx";
import styles from "./PermissionChoice.module.css";

export interface PermissionChoiceProps {
  readonly permissions: PluginPermissions;
  /** Of the optional ones. */
  readonly granted: readonly string[];
  /** Left out where the user may not choose. */
  readonly onChange?: ((granted: string[]) => void) | undefined;
}

/** What a plugin asks to be allowed: what it needs, and what it can do without. */
export function PermissionChoice(props: PermissionChoiceProps) {
  const { permissions, granted, onChange } = props;
  const { required, optional } = permissions;
  return (
    <div className={styles.choice}>
      {required.length > 0 && (
        <section>
          <h3 className={styles.heading}>Needs</h3>
          <ul className={styles.required}>
            {required.map((scope) => (
              <li key={scope}>
                <code>{scope}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
      {optional.length > 0 && (
        <fieldset className={styles.optional}>
          <legend className={styles.heading}>Can do without</legend>
          {!onChange && <Granted scopes={optional} granted={granted} />}
          {onChange &&
            optional.map((scope) => (
              <Checkbox
                key={scope}
                isSelected={granted.includes(scope)}
                onChange={(isGranted) =>
                  onChange(
                    optional.filter((other) =>
                      other === scope ? isGranted : granted.includes(other),
                    ),
                  )
                }
              >
                <code>{scope}</code>
              </Checkbox>
            ))}
        </fieldset>
      )}
    </div>
  );
}

function Granted({
  scopes,
  granted,
}: {
  readonly scopes: readonly string[];
  readonly granted: readonly string[];
}) {
  return (
    <ul className={styles.required}>
      {scopes.map((scope) => (
        <li key={scope}>
          <code>{scope}</code>
          {granted.includes(scope) && <Badge tone="success">granted</Badge>}
        </li>
      ))}
    </ul>
  );
}

/** Whether there is anything to decide or to know. */
export function asksPermissions(
  permissions: PluginPermissions | undefined,
): permissions is PluginPermissions {
  if (!permissions) return false;
  return permissions.required.length + permissions.optional.length > 0;
}

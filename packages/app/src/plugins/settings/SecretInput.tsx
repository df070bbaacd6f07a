import type { WidgetProps } from "@rjsf/utils";
import { Button } from "@backstage/ui";
import { useState } from "react";
import { Badge } from "../../management/Badge.tsx";
import inputStyles from "../../management/Input.module.css";
import { labelOf } from "./labelOf.ts";
import { useSettingsField, useSettingsForm } from "./SettingsContext.ts";
import styles from "./SettingsForm.module.css";
import type { Values } from "./settingsValues.ts";

/** A secret. It can be set, replaced and removed; what it is comes back to no browser. */
export function SecretInput(props: WidgetProps<Values>) {
  const { id, readonly, disabled, schema } = props;
  const field = useSettingsField();
  const label = labelOf(String(field.path.at(-1)), schema.title);
  const form = useSettingsForm();
  const [isOpen, setOpen] = useState(false);
  const value = props.value as string | null | undefined;
  const isSet = form.hasSecret(field.path);
  const change = (next: string | null | undefined) =>
    form.change(field.path, next);
  if (readonly || disabled) return <SecretState isSet={isSet} />;

  if (value === null) {
    return (
      <div className={styles.secret}>
        <Badge tone="danger">Will be removed</Badge>
        <Button
          size="small"
          variant="tertiary"
          onPress={() => change(undefined)}
        >
          Keep it
        </Button>
      </div>
    );
  }
  if (isOpen || value !== undefined) {
    return (
      <div className={styles.secret}>
        <input
          id={id}
          className={inputStyles.input}
          type="password"
          autoComplete="new-password"
          value={value ?? ""}
          placeholder={isSet ? "The new value" : "The value"}
          aria-invalid={field.isInvalid || undefined}
          aria-describedby={field.describedBy}
          aria-labelledby={`${field.id}:label`}
          onChange={({ target }) =>
            change(target.value === "" ? undefined : target.value)
          }
        />
        <Button
          size="small"
          variant="tertiary"
          aria-label={`Cancel: ${label}`}
          onPress={() => {
            setOpen(false);
            change(undefined);
          }}
        >
          Cancel
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.secret}>
      <SecretState isSet={isSet} />
      <Button
        id={id}
        size="small"
        variant="secondary"
        aria-label={`${isSet ? "Replace" : "Set"} ${label}`}
        onPress={() => setOpen(true)}
      >
        {isSet ? "Replace" : "Set"}
      </Button>
      {isSet && (
        <Button
          size="small"
          variant="tertiary"
          aria-label={`Remove ${label}`}
          onPress={() => change(null)}
        >
          Remove
        </Button>
      )}
    </div>
  );
}

function SecretState({ isSet }: { readonly isSet: boolean }) {
  return isSet ? (
    <Badge tone="success" mark="✓">
      Set
    </Badge>
  ) : (
    <Badge mark="○">Not set</Badge>
  );
}

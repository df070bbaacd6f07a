import type { FieldTemplateProps } from "@rjsf/utils";
import { Button } from "@backstage/ui";
import inputStyles from "../../management/Input.module.css";
import styles from "./SettingsForm.module.css";
import type { Values } from "./settingsValues.ts";

/** The key of an entry that people add to a map. */
export function MapKey(props: FieldTemplateProps<Values>) {
  const { id, label, readonly, onKeyRenameBlur, onRemoveProperty } = props;
  return (
    <div className={styles.mapKey}>
      <input
        key={label}
        className={inputStyles.input}
        id={`${id}:key`}
        aria-label={`Key of ${label}`}
        defaultValue={label}
        readOnly={readonly}
        onBlur={onKeyRenameBlur}
      />
      <span className={styles.aloud} id={`${id}:label`}>
        Value of {label}
      </span>
      {!readonly && (
        <Button
          size="small"
          variant="tertiary"
          aria-label={`Remove ${label}`}
          onPress={() => onRemoveProperty()}
        >
          Remove
        </Button>
      )}
    </div>
  );
}

import { ADDITIONAL_PROPERTY_FLAG, type FieldTemplateProps } from "@rjsf/utils";
import { Button } from "@backstage/ui";
import styles from "./SettingsForm.module.css";
import type { Values } from "./settingsValues.ts";

/** The key of an entry that people add to a map. Nothing for settings whose key the schema says. */
export function MapKey(props: FieldTemplateProps<Values>) {
  const { schema, id, label, readonly, onKeyRenameBlur, onRemoveProperty } =
    props;
  if (!(ADDITIONAL_PROPERTY_FLAG in schema)) return null;
  return (
    <div className={styles.mapKey}>
      <input
        key={label}
        className={styles.input}
        id={`${id}:key`}
        aria-label={`Key of ${label}`}
        defaultValue={label}
        readOnly={readonly}
        onBlur={onKeyRenameBlur}
      />
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

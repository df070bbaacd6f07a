import type { ArrayFieldTemplateProps } from "@rjsf/utils";
import { Button } from "@backstage/ui";
import { labelOf } from "./labelOf.ts";
import { useSettingsField, useSettingsForm } from "./SettingsContext.ts";
import styles from "./SettingsForm.module.css";
import { showValue, type Values } from "./settingsValues.ts";

/** A list that people add to, remove from and reorder. What files say is shown until somebody changes it. */
export function ArrayTemplate(
  props: ArrayFieldTemplateProps<Values[] | undefined>,
) {
  const { schema, items, canAdd, onAddClick, readonly, fieldPathId } = props;
  const { id, path, inherited } = useSettingsField();
  const form = useSettingsForm();
  const key = String(path.at(-1) ?? "");
  const label = labelOf(key, schema.title);
  const own = form.ownAt(fieldPathId.path);
  const isInherited =
    own === undefined && Array.isArray(inherited) && inherited.length > 0;
  return (
    <fieldset className={styles.group} id={id} tabIndex={-1}>
      <legend className={styles.legend}>
        {label}
        {props.required && <span className={styles.required}> required</span>}
      </legend>
      {schema.description && (
        <p className={styles.about}>{schema.description}</p>
      )}
      {isInherited ? (
        <p className={styles.inherited}>{showValue(inherited)}</p>
      ) : (
        items.length === 0 && <p className={styles.inherited}>Empty</p>
      )}
      {items.length > 0 && <div className={styles.items}>{items}</div>}
      {!readonly && (
        <div className={styles.buttons}>
          {isInherited && (
            <Button
              size="small"
              variant="secondary"
              aria-label={`Change ${label}`}
              onPress={() => form.change(path, structuredClone(inherited))}
            >
              Change
            </Button>
          )}
          {!isInherited && canAdd && (
            <Button
              size="small"
              variant="secondary"
              aria-label={`Add to ${label}`}
              onPress={() => onAddClick()}
            >
              Add
            </Button>
          )}
          {own !== undefined && (
            <Button
              size="small"
              variant="tertiary"
              aria-label={`Reset ${label}`}
              onPress={() => form.change(path, undefined)}
            >
              Reset
            </Button>
          )}
        </div>
      )}
    </fieldset>
  );
}

import { canExpand, type ObjectFieldTemplateProps } from "@rjsf/utils";
import { Button } from "@backstage/ui";
import { labelOf } from "./labelOf.ts";
import { fieldId } from "./pointers.ts";
import styles from "./SettingsForm.module.css";
import type { Values } from "./settingsValues.ts";

/** Settings that belong together. */
export function ObjectTemplate(props: ObjectFieldTemplateProps<Values>) {
  const { fieldPathId, schema, properties, uiSchema, formData } = props;
  const { path } = fieldPathId;
  const content = (
    <>
      {properties.map(({ content, name }) => (
        <div key={name}>{content}</div>
      ))}
      {canExpand(schema, uiSchema, formData) && !props.readonly && (
        <div>
          <Button
            size="small"
            variant="secondary"
            onPress={() => props.onAddProperty()}
          >
            Add an entry
          </Button>
        </div>
      )}
    </>
  );
  const key = path.at(-1);
  if (key === undefined) return <div className={styles.root}>{content}</div>;
  const label =
    typeof key === "number" ? `Item ${key + 1}` : labelOf(key, schema.title);
  return (
    <fieldset
      className={path.length === 1 ? styles.section : styles.group}
      id={fieldId(path)}
      tabIndex={-1}
    >
      <legend className={styles.legend}>{label}</legend>
      {schema.description && (
        <p className={styles.about}>{schema.description}</p>
      )}
      <div className={styles.root}>{content}</div>
    </fieldset>
  );
}

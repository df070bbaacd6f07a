import type { MultiSchemaFieldTemplateProps } from "@rjsf/utils";
import { toPointer } from "./pointers.ts";
import { AlternativeContext } from "./FieldTemplate.tsx";
import { useSettingsField } from "./SettingsContext.ts";
import styles from "./SettingsForm.module.css";
import type { Values } from "./settingsValues.ts";

/** A setting of one of several kinds: which kind, and its content. */
export function AlternativesTemplate({
  selector,
  optionSchemaField,
}: MultiSchemaFieldTemplateProps<Values>) {
  const { path } = useSettingsField();
  return (
    <div className={styles.alternatives}>
      {selector}
      <AlternativeContext.Provider value={toPointer(path)}>
        {optionSchemaField}
      </AlternativeContext.Provider>
    </div>
  );
}

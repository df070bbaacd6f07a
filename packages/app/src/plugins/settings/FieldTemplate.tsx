import { ADDITIONAL_PROPERTY_FLAG, type FieldTemplateProps } from "@rjsf/utils";
import { createContext, useContext } from "react";
import { labelOf } from "./labelOf.ts";
import { MapKey } from "./MapKey.tsx";
import { fieldId, toPointer } from "./pointers.ts";
import { SettingsFieldContext, useSettingsForm } from "./SettingsContext.ts";
import styles from "./SettingsForm.module.css";
import { showValue, type Values } from "./settingsValues.ts";

/** The setting whose alternatives are shown: the chosen one is the same setting, and needs no second label. */
export const AlternativeContext = createContext<string | undefined>(undefined);

/** A setting: its label, what it means, the control, and what is wrong with it. */
export function FieldTemplate(props: FieldTemplateProps<Values>) {
  const { schema, fieldPathId, children, hidden, rawDescription } = props;
  const { path } = fieldPathId;
  const form = useSettingsForm();
  const isAlternative = useContext(AlternativeContext) === toPointer(path);
  const id = fieldId(path);
  const problems = form.problemsAt(path);
  const ids = [
    rawDescription && `${id}:about`,
    problems.length > 0 && `${id}:problem`,
  ].filter(Boolean);
  const field = {
    path,
    id,
    inherited: form.inheritedAt(path),
    isInvalid: problems.length > 0,
    describedBy: ids.length > 0 ? ids.join(" ") : undefined,
  };
  const content = (
    <SettingsFieldContext.Provider value={field}>
      {children}
    </SettingsFieldContext.Provider>
  );
  if (hidden) return <div hidden>{content}</div>;
  if (isAlternative) return content;
  const isEntry = ADDITIONAL_PROPERTY_FLAG in schema;
  const isLeaf = !isEntry && !isSection(props);
  return (
    <div
      className={isEntry ? styles.entry : styles.field}
      data-switch={schema.type === "boolean" || undefined}
    >
      {isEntry && <MapKey {...props} />}
      {isLeaf && <Label {...props} id={id} />}
      {isLeaf && rawDescription && (
        <p className={styles.about} id={`${id}:about`}>
          {rawDescription}
        </p>
      )}
      {content}
      {problems.length > 0 && (
        <p className={styles.problem} id={`${id}:problem`}>
          {problems.join(" ")}
        </p>
      )}
    </div>
  );
}

/** Sections have a heading of their own. A list that is chosen from is one control, and has none. */
function isSection({
  schema,
  displayLabel,
}: FieldTemplateProps<Values>): boolean {
  const types = [schema.type].flat();
  return types.includes("object") || (types.includes("array") && !displayLabel);
}

function Label({
  id,
  label,
  schema,
  required,
  fieldPathId,
}: FieldTemplateProps<Values>) {
  const { path } = fieldPathId;
  const form = useSettingsForm();
  const key = String(path.at(-1) ?? label);
  const isItem = typeof path.at(-1) === "number";
  const isSet = form.ownAt(path) !== undefined;
  const inherited = form.inheritedAt(path);
  const isSecret = schema.writeOnly === true;
  const canReset = isSet && !isItem && !isSecret && !form.isReadOnly;
  return (
    <div className={styles.labelLine}>
      <label className={styles.label} id={`${id}:label`} htmlFor={id}>
        {isItem ? `Item ${Number(key) + 1}` : labelOf(key, schema.title)}
        {required && !isItem && (
          <span className={styles.required}> required</span>
        )}
      </label>
      {canReset && (
        <button
          type="button"
          className={styles.reset}
          aria-label={`Reset ${labelOf(key, schema.title)}`}
          title={
            inherited === undefined
              ? "Not set otherwise"
              : `Otherwise: ${showValue(inherited)}`
          }
          onClick={() => form.change(path, undefined)}
        >
          Reset
        </button>
      )}
    </div>
  );
}

import type { WidgetProps } from "@rjsf/utils";
import inputStyles from "../../management/Input.module.css";
import { useSettingsField } from "./SettingsContext.ts";
import styles from "./SettingsForm.module.css";
import { isSameValue, showValue, type Values } from "./settingsValues.ts";

/** One of several, or, where the setting is a list, some of them. */
export function SelectInput(props: WidgetProps<Values>) {
  const { id, options, multiple, readonly, disabled, onChange } = props;
  const field = useSettingsField();
  const value = props.value as unknown;
  const choices = options.enumOptions ?? [];
  const isOff = readonly || disabled;
  if (multiple) return <Checkboxes {...props} />;
  const isKind = id !== field.id;
  const chosen = choices.findIndex((choice) =>
    isSameValue(choice.value, value),
  );
  const label = isKind
    ? { "aria-label": "Kind" }
    : { "aria-labelledby": `${field.id}:label` };
  return (
    <select
      id={id}
      className={inputStyles.input}
      value={chosen === -1 ? "" : String(chosen)}
      disabled={isOff}
      aria-invalid={field.isInvalid || undefined}
      aria-describedby={field.describedBy}
      {...label}
      onChange={({ target }) =>
        onChange(
          target.value === ""
            ? undefined
            : choices[Number(target.value)]?.value,
        )
      }
    >
      {!isKind && (
        <option value="">
          {field.inherited === undefined
            ? "Not set"
            : `Default: ${showValue(field.inherited)}`}
        </option>
      )}
      {choices.map((choice, index) => (
        <option key={choice.label} value={index}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}

function Checkboxes(props: WidgetProps<Values>) {
  const { id, options, readonly, disabled, onChange } = props;
  const field = useSettingsField();
  const own = props.value as unknown[] | undefined;
  const inherited = Array.isArray(field.inherited) ? field.inherited : [];
  const chosen = own && own.length > 0 ? own : inherited;
  const isChosen = (value: unknown) =>
    chosen.some((item) => isSameValue(item, value));
  const choices = options.enumOptions ?? [];
  return (
    <fieldset
      className={styles.checkboxes}
      id={id}
      aria-labelledby={`${field.id}:label`}
      aria-describedby={field.describedBy}
    >
      {choices.map(({ value, label }) => (
        <label key={label}>
          <input
            type="checkbox"
            checked={isChosen(value)}
            disabled={readonly || disabled}
            onChange={({ target }) =>
              onChange(
                choices
                  .map((choice) => choice.value as unknown)
                  .filter((other) =>
                    isSameValue(other, value)
                      ? target.checked
                      : isChosen(other),
                  ),
              )
            }
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

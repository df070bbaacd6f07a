import type { WidgetProps } from "@rjsf/utils";
import inputStyles from "../../management/Input.module.css";
import { SecretInput } from "./SecretInput.tsx";
import { useSettingsField } from "./SettingsContext.ts";
import { showValue, type Values } from "./settingsValues.ts";

/** Text in one line or several, and numbers as they are typed. Secrets are another matter. */
export function TextInput(props: WidgetProps<Values>) {
  const { schema, id, readonly, disabled, required, onChange } = props;
  const field = useSettingsField();
  if (schema.writeOnly || schema.format === "password") {
    return <SecretInput {...props} />;
  }
  const value = props.value as unknown;
  const text = value === undefined || value === null ? "" : String(value);
  const common = {
    id,
    className: inputStyles.input,
    value: text,
    placeholder: showValue(field.inherited),
    readOnly: readonly || disabled,
    "aria-required": required || undefined,
    "aria-invalid": field.isInvalid || undefined,
    "aria-describedby": field.describedBy,
    "aria-labelledby": `${field.id}:label`,
    spellCheck: false,
  };
  const change = (typed: string) => onChange(typed === "" ? undefined : typed);
  if (isLong(schema, text)) {
    return (
      <textarea
        {...common}
        rows={Math.min(12, Math.max(3, text.split("\n").length))}
        onChange={(event) => change(event.target.value)}
      />
    );
  }
  return (
    <input
      {...common}
      type="text"
      autoComplete="off"
      inputMode={inputModeOf(schema.type)}
      onChange={(event) => change(event.target.value)}
    />
  );
}

const LONG_FORMATS = ["multiline", "textarea", "markdown"];

function isLong(schema: WidgetProps["schema"], text: string): boolean {
  if (schema.type !== "string") return false;
  const { format = "", contentMediaType, maxLength = 0 } = schema;
  return (
    LONG_FORMATS.includes(format) ||
    contentMediaType?.startsWith("text/") === true ||
    maxLength > 400 ||
    text.includes("\n")
  );
}

function inputModeOf(type: unknown): "numeric" | "decimal" | undefined {
  if (type === "integer") return "numeric";
  return type === "number" ? "decimal" : undefined;
}

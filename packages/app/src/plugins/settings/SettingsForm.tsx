import type { FieldProblem, Settings } from "@flyloft/management";
import Form from "@rjsf/core";
import type { RJSFSchema } from "@rjsf/utils";
import { useMemo } from "react";
import { AlternativesTemplate } from "./AlternativesTemplate.tsx";
import { ArrayItemTemplate } from "./ArrayItemTemplate.tsx";
import { ArrayTemplate } from "./ArrayTemplate.tsx";
import { FieldTemplate } from "./FieldTemplate.tsx";
import { formValidator } from "./formValidator.ts";
import { nameAlternatives } from "./nameAlternatives.ts";
import { ObjectTemplate } from "./ObjectTemplate.tsx";
import { getIn, type Path, setIn, toPointer } from "./pointers.ts";
import { schemaDefault } from "./schemaDefault.ts";
import { SelectInput } from "./SelectInput.tsx";
import { SettingsFormContext } from "./SettingsContext.ts";
import { isSameValue, type Values } from "./settingsValues.ts";
import { SwitchInput } from "./SwitchInput.tsx";
import { TextInput } from "./TextInput.tsx";
import { UnsupportedTemplate } from "./UnsupportedTemplate.tsx";

export interface SettingsFormProps {
  readonly settings: Settings;
  readonly values: Values;
  /** What the server says is wrong with the values that were sent. */
  readonly fields: readonly FieldProblem[];
  readonly sent: Values | undefined;
  readonly onChange: (values: Values) => void;
}

/** A form made of a JSON Schema. */
export function SettingsForm(props: SettingsFormProps) {
  const { settings, values, fields, sent, onChange } = props;
  const { isReadOnly } = settings;
  const schema = useMemo(
    () => nameAlternatives((settings.schema ?? {}) as RJSFSchema),
    [settings.schema],
  );
  const form = useMemo(
    () => ({
      isReadOnly,
      inheritedAt: (path: Path) => {
        const own = getIn(settings.values, path);
        const effective = getIn(settings.effective, path);
        // What an administrator set is in force, so files and defaults can't be told from it.
        const inherited = own === undefined ? effective : undefined;
        return inherited ?? schemaDefault(schema, path);
      },
      ownAt: (path: Path) => getIn(values, path),
      hasSecret: (path: Path) => settings.secrets.includes(toPointer(path)),
      problemsAt: (path: Path) =>
        fields
          .filter((field) => field.path === toPointer(path))
          .filter(() => isSameValue(getIn(sent, path), getIn(values, path)))
          .map(({ message }) => message),
      change: (path: Path, value: unknown) =>
        onChange(setIn(values, path, value) as Values),
    }),
    [settings, schema, values, fields, sent, isReadOnly, onChange],
  );
  return (
    <SettingsFormContext.Provider value={form}>
      <Form
        tagName="div"
        schema={schema}
        formData={values}
        validator={formValidator}
        templates={TEMPLATES}
        widgets={WIDGETS}
        idPrefix="settings"
        idSeparator="/"
        readonly={isReadOnly}
        noValidate
        noHtml5Validate
        showErrorList={false}
        experimental_defaultFormStateBehavior={NO_DEFAULTS}
        onChange={({ formData }) => onChange(formData ?? {})}
      >
        <></>
      </Form>
    </SettingsFormContext.Provider>
  );
}

/** A default that were written into the form would be saved as a setting, and outlive the plugin's next version. */
const NO_DEFAULTS = {
  emptyObjectFields: "skipDefaults",
  arrayMinItems: { populate: "never" },
  constAsDefaults: "skipOneOf",
} as const;

const TEMPLATES = {
  FieldTemplate,
  ObjectFieldTemplate: ObjectTemplate,
  ArrayFieldTemplate: ArrayTemplate,
  ArrayFieldItemTemplate: ArrayItemTemplate,
  MultiSchemaFieldTemplate: AlternativesTemplate,
  UnsupportedFieldTemplate: UnsupportedTemplate,
};

const WIDGETS = {
  TextWidget: TextInput,
  TextareaWidget: TextInput,
  PasswordWidget: TextInput,
  URLWidget: TextInput,
  EmailWidget: TextInput,
  UpDownWidget: TextInput,
  RangeWidget: TextInput,
  DateWidget: TextInput,
  DateTimeWidget: TextInput,
  TimeWidget: TextInput,
  ColorWidget: TextInput,
  FileWidget: TextInput,
  CheckboxWidget: SwitchInput,
  SelectWidget: SelectInput,
  RadioWidget: SelectInput,
  CheckboxesWidget: SelectInput,
};

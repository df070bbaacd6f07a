import { Button } from "@backstage/ui";
import type { Settings } from "@flyloft/management";
import { useEffect, useState } from "react";
import { ChangeDialog } from "../../management/ChangeDialog.tsx";
import { useOrder } from "../../management/useOrder.ts";
import type { TabProps } from "../page/TabProps.ts";
import { focusField } from "./focusField.ts";
import { SettingsForm } from "./SettingsForm.tsx";
import styles from "./SettingsForm.module.css";
import { SettingsNotices } from "./SettingsNotices.tsx";
import { pruneValues, type Values } from "./settingsValues.ts";
import { useDraft } from "./useDraft.ts";

export interface SettingsEditorProps extends TabProps {
  readonly settings: Settings;
  readonly onReload: () => void;
}

/** The form with Save, Cancel and Reset to Defaults. The server says what is wrong. */
export function SettingsEditor(props: SettingsEditorProps) {
  const { plugin, settings, onOrdered, onReload } = props;
  const draft = useDraft(plugin.name, settings);
  const { send, isSending, refusal, problem, forget } = useOrder();
  const [sent, setSent] = useState<Values>();
  const [isResetting, setResetting] = useState(false);
  // A form that was sent or given up is another form: what was typed into it is no longer the user's to lose.
  const [round, setRound] = useState(0);
  useEffect(() => {
    const first = refusal?.fields[0];
    if (first) focusField(first.path);
  }, [refusal]);

  const save = async () => {
    const values = pruneValues(draft.values);
    setSent(draft.values);
    const update = { values, revision: draft.revision };
    const job = await send({
      action: "configure",
      plugin: plugin.name,
      update,
    });
    if (!job) return;
    draft.markSent();
    setRound((count) => count + 1);
    onOrdered(job);
  };
  const startOver = () => {
    forget();
    draft.drop();
    setRound((count) => count + 1);
    onReload();
  };

  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <SettingsNotices
        settings={settings}
        isOutdated={draft.isOutdated}
        refusal={refusal}
        problem={problem}
        onStartOver={startOver}
      />
      <SettingsForm
        key={`${round} ${draft.revision}`}
        settings={settings}
        values={draft.values}
        fields={refusal?.fields ?? []}
        sent={sent}
        onChange={draft.change}
      />
      {!settings.isReadOnly && (
        <Buttons
          isChanged={draft.isChanged}
          isSending={isSending}
          canReset={Object.keys(settings.values).length > 0}
          onCancel={startOver}
          onReset={() => setResetting(true)}
        />
      )}
      {isResetting && (
        <ChangeDialog
          order={{ action: "reset", plugin: plugin.name }}
          title={`Reset the settings of ${plugin.title ?? plugin.name}`}
          text="What administrators set here is removed, secrets too. What the configuration files say holds again, else the plugin’s own defaults."
          confirm="Reset to Defaults"
          isDestructive
          onClose={() => setResetting(false)}
          onOrdered={(job) => {
            setResetting(false);
            draft.drop();
            setRound((count) => count + 1);
            onOrdered(job);
          }}
        />
      )}
    </form>
  );
}

interface ButtonsProps {
  readonly isChanged: boolean;
  readonly isSending: boolean;
  readonly canReset: boolean;
  readonly onCancel: () => void;
  readonly onReset: () => void;
}

function Buttons(props: ButtonsProps) {
  const { isChanged, isSending, canReset, onCancel, onReset } = props;
  return (
    <div className={styles.bar}>
      <Button
        type="submit"
        variant="primary"
        isDisabled={!isChanged}
        isPending={isSending}
      >
        Save
      </Button>
      <Button variant="secondary" isDisabled={!isChanged} onPress={onCancel}>
        Cancel
      </Button>
      <span className={styles.space} />
      <Button variant="tertiary" isDisabled={!canReset} onPress={onReset}>
        Reset to Defaults
      </Button>
    </div>
  );
}

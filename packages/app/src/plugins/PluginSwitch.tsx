import { ChangeDialog } from "../management/ChangeDialog.tsx";
import { Toggle } from "../management/Toggle.tsx";
import type { PluginSwitch as Switch } from "./usePluginSwitch.ts";

export interface PluginSwitchProps {
  readonly plugin: string;
  readonly title: string;
  readonly state: Switch;
}

/** Enables and disables a plugin. Asks first where the plugin asks for permissions. */
export function PluginSwitch({ plugin, title, state }: PluginSwitchProps) {
  if (!state.isShown) return null;
  return (
    <>
      <Toggle
        label={`Enable ${title}`}
        isOn={state.isOn}
        isBusy={state.isBusy}
        reason={state.reason}
        onToggle={state.toggle}
      />
      {state.isAsking && (
        <ChangeDialog
          order={{ action: "enable", plugin }}
          title={`Enable ${title}`}
          confirm="Enable"
          onClose={() => state.answer()}
          onOrdered={state.answer}
        />
      )}
    </>
  );
}

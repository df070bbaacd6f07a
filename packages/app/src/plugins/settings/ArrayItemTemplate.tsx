import type { ArrayFieldItemTemplateProps } from "@rjsf/utils";
import { ButtonIcon } from "@backstage/ui";
import UpIcon from "@material-ui/icons/ArrowUpward";
import DownIcon from "@material-ui/icons/ArrowDownward";
import RemoveIcon from "@material-ui/icons/Close";
import styles from "./SettingsForm.module.css";
import type { Values } from "./settingsValues.ts";

/** One item of a list, with what can be done with it. */
export function ArrayItemTemplate(props: ArrayFieldItemTemplateProps<Values>) {
  const { children, buttonsProps, index, readonly } = props;
  const { hasMoveUp, hasMoveDown, hasRemove } = buttonsProps;
  const name = `item ${index + 1}`;
  return (
    <div className={styles.item}>
      <div className={styles.itemContent}>{children}</div>
      {!readonly && (
        <div className={styles.itemButtons}>
          <ButtonIcon
            size="small"
            variant="tertiary"
            icon={<UpIcon />}
            aria-label={`Move ${name} up`}
            isDisabled={!hasMoveUp}
            onPress={() => buttonsProps.onMoveUpItem()}
          />
          <ButtonIcon
            size="small"
            variant="tertiary"
            icon={<DownIcon />}
            aria-label={`Move ${name} down`}
            isDisabled={!hasMoveDown}
            onPress={() => buttonsProps.onMoveDownItem()}
          />
          <ButtonIcon
            size="small"
            variant="tertiary"
            icon={<RemoveIcon />}
            aria-label={`Remove ${name}`}
            isDisabled={!hasRemove}
            onPress={() => buttonsProps.onRemoveItem()}
          />
        </div>
      )}
    </div>
  );
}

import { Notice } from "../../management/Notice.tsx";
import { useUpdates } from "../usePluginList.ts";
import styles from "./PluginPage.module.css";

/** That the publisher gave the installed version up, in the publisher's words. */
export function DeprecationNotice({ plugin }: { readonly plugin: string }) {
  const { deprecated } = useUpdates().get(plugin) ?? {};
  if (!deprecated) return null;
  return (
    <div className={styles.notice}>
      <Notice tone="warning" title="Its publisher gave this version up">
        <p>{deprecated}</p>
      </Notice>
    </div>
  );
}

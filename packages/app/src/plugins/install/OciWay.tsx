import styles from "./InstallPage.module.css";
import { ReferenceForm } from "./ReferenceForm.tsx";

/** An artifact of an OCI registry, by its reference. */
export function OciWay() {
  return (
    <>
      <ReferenceForm
        label="OCI reference"
        placeholder="oci://registry.acme.example/portal/plugins:1.4!radar"
        complete={(text) => (text.includes("://") ? text : `oci://${text}`)}
      />
      <p className={styles.help}>
        Registry, repository, and a tag or digest. Where one artifact holds
        several plugins, the name after <code>!</code> says which.
      </p>
    </>
  );
}

import ArchiveIcon from "@material-ui/icons/ArchiveOutlined";
import FolderIcon from "@material-ui/icons/FolderOutlined";
import LayersIcon from "@material-ui/icons/LayersOutlined";
import StoreIcon from "@material-ui/icons/StorefrontOutlined";
import WidgetsIcon from "@material-ui/icons/WidgetsOutlined";
import type { ComponentType, ReactNode } from "react";
import { Link, useNavigate, useSearchParams } from "react-router-dom";
import { installPath } from "../../management/pluginPath.ts";
import { DirectoryWay } from "./DirectoryWay.tsx";
import styles from "./InstallPage.module.css";
import { NpmWay } from "./NpmWay.tsx";
import { OciWay } from "./OciWay.tsx";
import { UploadZone } from "./UploadZone.tsx";

interface Way {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly icon: ComponentType<{ "aria-hidden"?: "true" }>;
}

const WAYS: readonly Way[] = [
  { id: "npm", title: "npm", text: "A package by name", icon: WidgetsIcon },
  {
    id: "oci",
    title: "OCI registry",
    text: "An artifact by reference",
    icon: LayersIcon,
  },
  {
    id: "upload",
    title: "Archive",
    text: "A .zip or .tgz of yours",
    icon: ArchiveIcon,
  },
  {
    id: "directory",
    title: "Directory",
    text: "A folder of the server",
    icon: FolderIcon,
  },
];

/** The ways that a plugin can come. */
export function Ways() {
  const [params] = useSearchParams();
  const chosen = params.get("way") ?? "npm";
  return (
    <>
      <nav className={styles.ways} aria-label="Ways to install">
        {WAYS.map(({ id, title, text, icon }) => (
          <WayLink
            key={id}
            to={`/plugins/install?way=${id}`}
            isCurrent={id === chosen}
            {...{ title, text, icon }}
          />
        ))}
        <WayLink
          to="/plugins/marketplace"
          isCurrent={false}
          title="Marketplace"
          text="Browse the catalogs"
          icon={StoreIcon}
        />
      </nav>
      <section className={styles.way}>{contentOf(chosen)}</section>
    </>
  );
}

function contentOf(way: string): ReactNode {
  if (way === "oci") return <OciWay />;
  if (way === "upload") return <UploadWay />;
  if (way === "directory") return <DirectoryWay />;
  return <NpmWay />;
}

interface WayLinkProps extends Omit<Way, "id"> {
  readonly to: string;
  readonly isCurrent: boolean;
}

function WayLink({ to, isCurrent, title, text, icon: Icon }: WayLinkProps) {
  return (
    <Link
      to={to}
      replace={!to.endsWith("marketplace")}
      aria-current={isCurrent ? "page" : undefined}
    >
      <Icon aria-hidden="true" />
      <span>
        <b>{title}</b>
        <small>{text}</small>
      </span>
    </Link>
  );
}

function UploadWay() {
  const navigate = useNavigate();
  return (
    <>
      <UploadZone
        onUploaded={({ id }) => navigate(installPath({ upload: id }))}
      />
      <p className={styles.help}>
        It is examined before anything of it is written: what could not be
        installed is refused, with the reason, and leaves nothing behind.
      </p>
    </>
  );
}

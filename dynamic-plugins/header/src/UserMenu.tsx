import { useEffect, useState } from "react";
import {
  identityApiRef,
  useApi,
  useRouteRef,
} from "@backstage/frontend-plugin-api";
import {
  Avatar,
  ButtonIcon,
  Menu,
  MenuItem,
  MenuSection,
  MenuSeparator,
  MenuTrigger,
} from "@backstage/ui";
import { entityRouteRef, settingsRouteRef } from "./routes.ts";

interface Person {
  readonly name: string;
  readonly picture: string;
  /** `[kind:]namespace/name`. */
  readonly entityRef: string;
}

export function UserMenu() {
  const identityApi = useApi(identityApiRef);
  const person = usePerson();
  const profile = useProfileHref(person?.entityRef);
  const settings = useRouteRef(settingsRouteRef)?.();
  const name = person?.name ?? "User";
  return (
    <MenuTrigger>
      <ButtonIcon
        variant="tertiary"
        aria-label={`Menu of ${name}`}
        icon={
          <Avatar
            src={person?.picture ?? ""}
            name={name}
            size="small"
            purpose="decoration"
          />
        }
      />
      <Menu>
        <MenuSection title={name}>
          {profile && <MenuItem href={profile}>Profile</MenuItem>}
          {settings && <MenuItem href={settings}>Settings</MenuItem>}
        </MenuSection>
        <MenuSeparator />
        <MenuItem onAction={() => void identityApi.signOut()}>
          Sign out
        </MenuItem>
      </Menu>
    </MenuTrigger>
  );
}

function usePerson(): Person | undefined {
  const identityApi = useApi(identityApiRef);
  const [person, setPerson] = useState<Person>();
  useEffect(() => {
    let gone = false;
    Promise.all([
      identityApi.getProfileInfo(),
      identityApi.getBackstageIdentity(),
    ]).then(
      ([{ displayName, picture = "" }, { userEntityRef }]) => {
        if (gone) return;
        const name = displayName ?? userEntityRef.replace(/^.*\//, "");
        setPerson({ name, picture, entityRef: userEntityRef });
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [identityApi]);
  return person;
}

function useProfileHref(entityRef: string | undefined): string | undefined {
  const entityPage = useRouteRef(entityRouteRef);
  const parts = /^(?<kind>[^:]+):(?<namespace>[^/]+)\/(?<name>.+)$/.exec(
    entityRef ?? "",
  )?.groups;
  if (!entityPage || !parts) return undefined;
  const { kind = "", namespace = "", name = "" } = parts;
  return entityPage({ kind, namespace, name });
}

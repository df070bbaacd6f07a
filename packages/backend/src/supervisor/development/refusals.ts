import { BackendError } from "../../errors.ts";

export function isOff(isReadOnly: boolean): BackendError {
  return new BackendError(
    "MANAGE_DEVELOPMENT_OFF",
    "This portal shows no development versions.",
    {
      hint: isReadOnly
        ? "dynamicPlugins.management.readOnly is true. Use a portal of your own: flyloft plugin dev without --url."
        : "dynamicPlugins.management.development is off. Use a portal of your own: flyloft plugin dev without --url.",
    },
  );
}

export function unknown(id: string): BackendError {
  return new BackendError(
    "MANAGE_DEVELOPMENT_UNKNOWN",
    `There is no development session ${id}.`,
    { hint: "It ended, or somebody else began it. Run flyloft plugin dev." },
  );
}

export function usedTicket(): BackendError {
  return new BackendError(
    "MANAGE_DEVELOPMENT_TICKET",
    "This link was opened already, or isn't complete.",
    { hint: "flyloft plugin dev prints another one each time." },
  );
}

export function noFrontend(name: string): BackendError {
  return new BackendError(
    "MANAGE_DEVELOPMENT_PACKAGE",
    `${name} has no frontend: only frontends can be shown instead of a running portal's own.`,
    {
      hint: "Pack it and install the archive with flyloft install, or use a portal of your own: flyloft plugin dev without --url.",
      plugin: name,
    },
  );
}

export function otherPackage(name: string): BackendError {
  return new BackendError(
    "MANAGE_DEVELOPMENT_PACKAGE",
    `${name} is none of the packages that the session is for.`,
    { hint: "Begin another session for it.", plugin: name },
  );
}

export function tooManySessions(most: number): BackendError {
  return new BackendError(
    "MANAGE_DEVELOPMENT_LIMIT",
    `There are ${most} development sessions already.`,
    { hint: "Wait until one has ended." },
  );
}

export function tooLarge(most: number): BackendError {
  return new BackendError(
    "MANAGE_DEVELOPMENT_LIMIT",
    `The session's files would take more than ${most / 1000 ** 2} MB.`,
    { hint: "Make what the package brings smaller." },
  );
}

type Env = Readonly<Record<string, string | undefined>>;

/** What every program may need: where things are, language, proxies. None of it is a secret by its nature. */
const USUAL =
  /^(?:PATH|HOME|TMPDIR|TZ|LANG|LANGUAGE|LC_\w+|NODE_ENV|NODE_EXTRA_CA_CERTS|LOG_LEVEL|(?:https?|all|no)_proxy|FLYLOFT_RUN)$/;
const PROXY = /^(?:HTTPS?|ALL|NO)_PROXY$/;

/** The part of the environment that a host gets: the usual variables, and those whose names its entry lists. */
export function hostEnv(env: Env, names: readonly string[]): Env {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => USUAL.test(name) || PROXY.test(name) || names.includes(name),
    ),
  );
}

export interface Config {
  app?: {
    signIn?: {
      /**
       * How users sign in: `guest`, names of providers from `auth.providers` that open a window (`github`, `google`,
       * `microsoft`, …), or the one provider that stands in front of the portal. `[guest]` when left out.
       * @deepVisibility frontend
       */
      providers?: string[];
    };
  };
}

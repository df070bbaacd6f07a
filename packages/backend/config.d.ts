export interface Config {
  backend?: {
    metrics?: {
      /** Whether `/metrics` answers. True when left out. */
      enabled?: boolean;
      /**
       * What a scraper has to show as its bearer token. Nothing is asked for when left out.
       * @visibility secret
       */
      token?: string;
    };
  };
}

export interface Config {
  /** Example */
  example?: {
    /**
     * What its greeting begins with.
     * @visibility frontend
     */
    greeting?: string;
  };
}
